"""Reads a document with `python-docx`; prints as JSON its blocks in order, its sections and its header.

    python3 read_docx.py FILE

A block is {"style", "text", "list", "right_to_left"} for a paragraph, {"rows": [[text, ...], ...]} for a table.
"""
import json
import sys

import docx
from docx.oxml.ns import qn
from docx.table import Table


def paragraph(one):
    properties = one._p.pPr
    number = None if properties is None or properties.numPr is None else properties.numPr.numId.val
    bidi = properties is not None and properties.find(qn("w:bidi")) is not None
    return {"style": one.style.name, "text": one.text, "list": number, "right_to_left": bidi}


def cell(one):
    return "\n".join(paragraph.text for paragraph in one.paragraphs)


document = docx.Document(sys.argv[1])
blocks = []
for one in document.iter_inner_content():
    if isinstance(one, Table):
        blocks.append({"rows": [[cell(each) for each in row.cells] for row in one.rows]})
    else:
        blocks.append(paragraph(one))
sections = [section._sectPr.find(qn("w:bidi")) is not None for section in document.sections]
header = "\n".join(paragraph.text for paragraph in document.sections[0].header.paragraphs)
core = document.core_properties
json.dump(
    {
        "blocks": blocks,
        "right_to_left_sections": sections,
        "header": header,
        "title": core.title,
        "language": core.language,
        "numberings": len(document.part.numbering_part.element.findall(qn("w:num"))),
    },
    sys.stdout,
)
