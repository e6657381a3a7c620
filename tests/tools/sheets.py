"""What openpyxl sees in a workbook: sheets, types and formats of the first row, filters, lists, and anything like a formula."""
import json
import sys

import openpyxl

book = openpyxl.load_workbook(sys.argv[1])
formulas, unguarded, guarded, sheets = [], [], 0, []
for sheet in book:
    for row in sheet.iter_rows():
        for cell in row:
            place = f"{sheet.title}!{cell.coordinate}"
            if cell.data_type == "f":
                formulas.append(place)
            if isinstance(cell.value, str) and cell.value[:1] in "=+-@\t\r" and cell.value:
                guarded += 1
                if not cell.quotePrefix:
                    unguarded.append(place)
    heads = [cell.value for cell in sheet[1]]
    first = list(sheet.iter_rows(min_row=2, max_row=2))
    first = dict(zip(heads, first[0])) if first else {}
    validated = sorted({str(part).split(":")[0].rstrip("0123456789") for one in sheet.data_validations.dataValidation for part in one.sqref.ranges})
    sheets.append(
        {
            "name": sheet.title,
            "state": sheet.sheet_state,
            "rows": sheet.max_row,
            "frozen": sheet.freeze_panes,
            "filter": sheet.auto_filter.ref,
            "validated": " ".join(validated),
            "types": {head: cell.data_type for head, cell in first.items()},
            "formats": {head: cell.number_format for head, cell in first.items()},
        }
    )
print(json.dumps({"sheets": sheets, "formulas": formulas, "unguarded": unguarded, "guarded": guarded}))
