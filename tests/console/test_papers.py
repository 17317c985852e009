"""The documents that pages offer are handed out, each in the version that the person may have."""

import re
from html import unescape

import pytest

LINK = re.compile(r'<a href="(/api/v1/[^"]+)" download')
HEADS = {"pdf": b"%PDF", "docx": b"PK", "xlsx": b"PK"}


def offered(page):
    assert page.status_code == 200
    return [unescape(found) for found in LINK.findall(page.content.decode())]


def form_of(address):
    return re.search(r"format=(\w+)", address)[1]


@pytest.mark.parametrize("who", ["analyst", "auditor", "field"])
def test_what_the_board_offers_is_a_document_for_whoever_sees_it(signed_in, who):
    client = signed_in(who)
    links = offered(client.get("/"))
    assert len(links) == 9
    for address in [link for link in links if "documents/board" in link]:
        answer = client.get(address)
        assert answer.status_code == 200 and answer.content.startswith(HEADS[form_of(address)])
        name = answer.headers["Content-Disposition"]
        assert ("-office-" in name) == (who == "field") and ("-full-" in name) == (who != "field")


def test_a_past_boards_documents_are_those_of_that_day(signed_in):
    client = signed_in("analyst")
    newest, past = offered(client.get("/")), offered(client.get("/?as_of=2005-04-30"))
    assert newest and past and newest != past
    bulletin = next(link for link in past if "bulletin" in link and form_of(link) == "xlsx")
    assert "month=2005-04" in bulletin and client.get(bulletin).status_code == 200


def test_the_dossier_and_an_issued_warning_offer_theirs_in_the_language_of_the_page(signed_in):
    client = signed_in("analyst")
    (pdf, *_) = offered(client.get("/item/gold/?lang=en"))
    assert "lang=en" in pdf
    assert "-en.pdf" in client.get(pdf).headers["Content-Disposition"]
