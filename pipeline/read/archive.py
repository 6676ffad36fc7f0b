"""Archives of XML (DOCX, OFD) from strangers: bounded in number, size and ratio, and parsed without entities."""

from __future__ import annotations

import io
import posixpath
import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING

from pipeline import messages
from pipeline.notice import NoticeError

if TYPE_CHECKING:
    from lxml.etree import _Element

#: Parts of an archive.  A document with a picture on each page has a few hundred.
MOST_PARTS = 20_000
#: Bytes of one part, unpacked, and of one that is XML.  The text of a 1,000-page document is some 30 MB of XML.
MOST_BYTES, MOST_XML = 100_000_000, 50_000_000
#: Tags of a part that is XML; each takes four hundred bytes.
MOST_TAGS = 2_500_000
#: Bytes of all parts that are read.
MOST_BYTES_IN_ALL = 400_000_000
#: Unpacked to packed bytes, of parts larger than a megabyte.  Dense XML tables reach 100, bombs 1,000.
HIGHEST_RATIO = 300
RATIO_FROM = 1_000_000

# How each entry of an archive's directory begins.
_ENTRY = b"PK\x01\x02"


class Archive:
    """A ZIP file whose parts are read within bounds.

    Raises:
        NoticeError: the archive is broken, locked, or larger than any document.
    """

    def __init__(self, data: bytes) -> None:
        # Before the directory is unfolded, half a kilobyte an entry; an archive in this one may have marks of its own.
        if data.count(_ENTRY) > 10 * MOST_PARTS:
            raise NoticeError(messages.text("read.too_many_parts", most=MOST_PARTS))
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise NoticeError(messages.text("read.broken_archive", error=error)) from None
        infos = self._zip.infolist()
        if len(infos) > MOST_PARTS:
            raise NoticeError(messages.text("read.too_many_parts", most=MOST_PARTS))
        self._infos = {_clean(_name(info)): info for info in infos}
        self._read = 0

    def __contains__(self, name: str) -> bool:
        return _clean(name) in self._infos

    def names(self) -> list[str]:
        """The names of the parts, in the order of the archive."""
        return list(self._infos)

    def is_folder(self, name: str) -> bool:
        """Whether an entry stands for a folder."""
        return self._infos[_clean(name)].is_dir()

    def bytes(self, name: str) -> bytes:
        """A part, unpacked."""
        info = self._infos.get(_clean(name))
        if info is None:
            raise NoticeError(messages.text("read.part_missing", name=name))
        if info.flag_bits & 1:
            raise NoticeError(messages.text("read.locked"))
        ratio = info.file_size / max(1, info.compress_size)
        if info.file_size > MOST_BYTES or (info.file_size > RATIO_FROM and ratio > HIGHEST_RATIO):
            raise NoticeError(messages.text("read.part_too_large", name=name))
        try:
            with self._zip.open(info) as part:
                data = part.read(MOST_BYTES + 1)  # the size that the archive states may be a lie
        except Exception as error:  # those of zipfile, zlib and lzma share no base
            raise NoticeError(messages.text("read.part_broken", name=name, error=error)) from None
        self._read += len(data)
        if len(data) > MOST_BYTES or self._read > MOST_BYTES_IN_ALL:
            raise NoticeError(messages.text("read.part_too_large", name=name))
        return data

    def xml(self, name: str) -> _Element:
        """A part's root element.

        Raises:
            NoticeError: also where the part is no XML or declares a document type, as no document does
                and attacks with entities must.
        """
        from lxml import etree

        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
        data = self.bytes(name)
        if len(data) > MOST_XML or data.count(b"<") > MOST_TAGS:
            raise NoticeError(messages.text("read.part_too_large", name=name))
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise NoticeError(messages.text("read.part_no_xml", name=name, error=error)) from None
        if root.getroottree().docinfo.internalDTD is not None:
            raise NoticeError(messages.text("read.part_unsafe", name=name))
        return root


def local(element: _Element) -> str:
    """The name of an element without its namespace, "" for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: _Element | None, name: str) -> str | None:
    """The value of an attribute whatever its namespace."""
    if element is not None:
        for key, value in element.items():
            if str(key).rpartition("}")[2] == name:
                return str(value)
    return None


def _name(info: zipfile.ZipInfo) -> str:
    """A name as its maker meant it: where no mark says that it is UTF-8, Linux wrote that all the same, Windows GB18030."""
    if info.flag_bits & 0x800 or info.filename.isascii():
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        with suppress(UnicodeError):
            return info.filename.encode("cp437").decode(encoding)
    return info.filename


def _clean(name: str) -> str:
    return posixpath.normpath(name.replace("\\", "/")).lstrip("/")
