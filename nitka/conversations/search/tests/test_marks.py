from nitka.conversations.search.marks import Piece, passage


def marked(text, *words):
    return [piece.text for piece in passage(text, words) if piece.hit]


def test_words_are_marked_however_they_are_written():
    assert marked("Ещё ЁЛКА, елка и ёлки", "елка") == ["ЁЛКА", "елка"]


def test_a_letter_that_becomes_two_moves_no_mark():
    assert marked("İzmir ve датчик", "датчик") == ["датчик"]


def test_a_number_is_marked_as_it_was_written_in_groups():
    assert marked("Звоните +7 (916) 204-18-33 до шести", "79162041833") == ["7 (916) 204-18-33"]


def test_a_part_of_a_word_is_not_marked():
    assert passage("датчики", ["датчик"]) == [Piece("датчики")]


def test_a_long_text_is_shown_where_most_of_it_matched():
    text = "начало " * 200 + "датчик протечки датчик " + "конец " * 200
    found = passage(text, ["датчик", "протечки"])
    assert found[0].text == found[-1].text == "…"
    assert "датчик протечки датчик" in "".join(piece.text for piece in found)
