"""Reading pictures and scans; needs the extra `ocr`."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
from documents import A4, FONT, Box, canvas, draw_table, pdf_of
from reportlab.lib.utils import ImageReader

from pipeline.notice import Block, Cell, Notice, NoticeError, Page
from pipeline.read import read

pytest.importorskip("rapidocr", reason="the extra `ocr` is not installed")
pytestmark = pytest.mark.slow
