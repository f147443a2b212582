"""Attachments of QuickBooks Online on loopback: the multipart upload, and what is kept of each file."""

from __future__ import annotations

import json
from email import message_from_bytes
from email.message import Message

from sandbox.quickbooks_books import SALES, Fault, QuickBooksBooks, Row

LARGEST = 100 * 1024 * 1024
NOTES = ("Note", "FileName", "ContentType", "AttachableRef", "Category", "Tag")


def uploaded(books: QuickBooksBooks, media: str, content: bytes) -> Row:
    """What is answered to an upload; a file that is refused has its own Fault in it. Raises Fault."""
    if len(content) > LARGEST:
        raise Fault(6030, "Maximum attachment size exceeded")
    parts = _parts(media, content)
    numbers = sorted(name.removeprefix("file_metadata_") for name in parts if name.startswith("file_metadata_"))
    if not numbers or any(f"file_content_{each}" not in parts for each in numbers):
        raise Fault(6040, "Invalid metadata", "Each file needs file_metadata_NN and file_content_NN")
    return {"AttachableResponse": [_answered(books, parts, each) for each in numbers]}


def _answered(books: QuickBooksBooks, parts: dict[str, bytes], each: str) -> Row:
    try:
        row = attachable(books, json.loads(parts[f"file_metadata_{each}"]))
    except ValueError:
        return {"Fault": {"Error": [{"Message": "Invalid metadata", "code": "6040"}], "type": "ValidationFault"}}
    except Fault as fault:
        said = {"Message": fault.message, "Detail": fault.detail, "code": str(fault.code), "element": fault.element}
        return {"Fault": {"Error": [said], "type": "ValidationFault"}}
    content = parts[f"file_content_{each}"]
    books.files[row["Id"]] = content
    address = f"/v3/company/{books.realm}/download/{row['Id']}"
    row |= {"Size": len(content), "FileAccessUri": address, "TempDownloadUri": f"https://files.invalid{address}"}
    return {"Attachable": row}


def attachable(books: QuickBooksBooks, stated: Row) -> Row:
    """A new attachment or note. Raises Fault."""
    for name in stated:
        if name not in NOTES:
            raise Fault(2010, "Request has invalid or unsupported property", f"Property Name:{name}", name)
    if not stated.get("FileName") and not stated.get("Note"):
        raise Fault(2020, "Required param missing, need to supply the required value for the API", "", "FileName")
    if len(stated.get("FileName", "")) > 1000:
        raise Fault(2050, "String length is either shorter or longer than supported", "", "FileName")
    for each in stated.get("AttachableRef", ()):
        entity, own = each["EntityRef"]["type"], each["EntityRef"]["value"]
        if entity not in SALES:
            raise Fault(6050, "Invalid entity type", f"{entity} cannot have attachments")
        books.find(entity, own)
    return books.add("Attachable", dict(stated))


def _parts(media: str, content: bytes) -> dict[str, bytes]:
    """The parts of a multipart body by their names. Raises Fault."""
    if not media.startswith("multipart/form-data"):
        raise Fault(6040, "Invalid metadata", "The upload is no multipart/form-data")
    message = message_from_bytes(b"Content-Type: " + media.encode("latin-1") + b"\r\n\r\n" + content)
    found: dict[str, bytes] = {}
    for part in message.get_payload() if message.is_multipart() else ():
        if isinstance(part, Message):
            payload = part.get_payload(decode=True)
            name = part.get_param("name", header="content-disposition")
            found[str(name)] = payload if isinstance(payload, bytes) else b""
    return found
