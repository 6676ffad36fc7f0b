"""Where things stand in a notice: its repaired text, header, tables, headings, tasks and responsibility lists."""
