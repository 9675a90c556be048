"""Why a file or a row was not taken, and what else pages say, in the reader's words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

FILES: dict[str, str | Promise] = {
    "empty": _("The file is empty."),
    "binary": _("This is no table: save it as CSV or XLSX."),
    "broken": _("The workbook is damaged: open it in Excel and save it again."),
    "locked": _("The workbook is closed with a password: save it without one."),
    "bomb": _("The workbook unpacks to more than a gigabyte. Save the sheet as CSV."),
    "heavy": _("The workbook is too large to open: save the sheet as CSV."),
    "columns": _("More than 1,000 columns: leave those that are needed."),
    "rows": _("More than 2,000,000 rows: cut the file into several."),
    "erased": _("The file named somebody who asked to be erased: bring it again without them."),
    "gone": _("The file is not kept any more: upload it again."),
}
ROWS: dict[str, str | Promise] = {
    "nobody": _("No phone, no e-mail, no card, no number: this person could not be known again"),
    "no_phone": _("The phone cannot be read, and there is no other contact"),
    "no_email": _("The e-mail cannot be read, and there is no other contact"),
    "number": _("This is no number"),
    "date": _("This is no date"),
    "yesno": _("Neither yes nor no"),
    "domain": _("This is no domain"),
    "money": _("This is no sum with a currency"),
    "language": _("This is no language we know"),
    "no_contact": _("The row has no such contact to agree for"),
    "value": _("This is not what the attribute holds"),
    "birthday": _("A birthday in the future or before 1900"),
    "phone": _("The phone cannot be read"),
    "email": _("The e-mail cannot be read"),
    "contact": _("The contact cannot be read"),
    "external": _("The number is longer than 120 characters"),
    "ragged": _("More cells than columns: a sign too many in the row"),
    "quote": _("A quotation mark that never ends"),
    "long": _("A cell longer than 20,000 characters"),
    "letters": _("Letters that cannot be read in this encoding"),
    "many_labels": _("There are as many labels as there may be: delete one first"),
    "no_company": _("No name, no domain, no number: this company could not be known again"),
    "no_company_name": _("There is no such company yet, and no name to make it by"),
    "no_company_domain": _("Everybody can have an address there: it is no company’s own domain"),
    "domain_taken": _("The domain is another company’s"),
    "many_domains": _("A company has at most 100 domains"),
    "company_archived": _("The company is in the archive: bring it back first"),
    "too_many_companies": _("At most 20,000 companies are kept"),
    "no_parent": _("The company it is part of is neither here nor in the file"),
    "circle": _("It would be a part of itself"),
    "no_order": _("No number of an order: the row could not be known again"),
    "no_date": _("No date, and the order is not known yet"),
    "when": _("A date before 1990 or in the future"),
    "minus": _("A sum below zero"),
    "quantity": _("This is no quantity"),
    "state": _("We do not know this state of an order"),
    "whose": _("The order is another customer’s here: it stays theirs"),
    "cut": _("The file breaks off in this row"),
    "unstorable": _("The row could not be stored"),
}
ENCODINGS = {
    "utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16",
    "windows-1251": "Windows-1251", "koi8-r": "KOI8-R",
}  # fmt: skip
CHOSEN_ENCODINGS = (("", _("find out")), ("utf-8", "UTF-8"), ("windows-1251", "Windows-1251"), ("koi8-r", "KOI8-R"),
                    ("utf-16", "UTF-16"))  # fmt: skip
DELIMITERS: dict[str, str | Promise] = {
    ";": pgettext_lazy("sign between cells", "semicolon"),
    ",": pgettext_lazy("sign between cells", "comma"),
    "\t": pgettext_lazy("sign between cells", "tab"),
    "|": pgettext_lazy("sign between cells", "bar"),
}


def why_file(code: str) -> str:
    """Why a file cannot be read."""
    return str(FILES.get(code, FILES["broken"]))


def why_row(code: str) -> str:
    """Why a row was not loaded."""
    return str(ROWS.get(code, ROWS["unstorable"]))
