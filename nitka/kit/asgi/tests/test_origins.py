from nitka.kit.asgi.origins import cors, origin, ours


def test_a_page_of_another_origin_may_read_the_answer_and_caches_keep_origins_apart() -> None:
    scope = {"headers": [(b"origin", b"https://shop.example")]}

    assert origin(scope) == "https://shop.example"
    assert dict(cors(scope))[b"access-control-allow-origin"] == b"https://shop.example"
    assert dict(cors(scope))[b"vary"] == b"origin"


def test_who_is_no_page_is_told_nothing_of_origins() -> None:
    assert cors({"headers": []}) == []


def test_our_own_origin_is_the_one_the_client_asked_for() -> None:
    assert ours({"scheme": "https", "headers": [(b"host", b"nitka.example:8443")]}) == "https://nitka.example:8443"
    assert ours({"headers": []}) == "http://localhost"
