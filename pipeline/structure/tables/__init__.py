"""Tables: one notion of them, whatever they came from.

A table is a grid of `Cell` spans.  Readers give them where a file has tables; `flat` lays the text of a page that lost its
lines into the same cells.  `columns` says what each column holds, `rows` turns the rows into tasks, headings, rosters and
figures.  Nothing behind this package knows where a grid came from.
"""
