"""Reading: the bytes of a file, whatever its format, to a `Notice` with its text and where its pages and cells are.

The format is what the content says, not the file's ending.  A reader changes nothing: its text is what the source
shows, one paragraph a line.  What is no part of the notice (page numbers, running heads, the clutter of a web page)
stays in the text as a Block, so that nothing is lost in silence.
"""

from pipeline.read.read import read

__all__ = ["read"]
