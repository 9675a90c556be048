"""Exceptions in the log say where and of what kind, and nothing that a person may have written."""

import io
import json
import logging
import sys
from smtplib import SMTPRecipientsRefused

import psycopg
import pytest
from django.db import connection, transaction

from nitka.kit import faults, logs

ANNA = "anna-qz@example.org"


def caught(function) -> BaseException:
    try:
        function()
    except BaseException as error:
        return error
    raise AssertionError("nothing was raised")


def told(error: BaseException) -> str:
    return faults.whole((type(error), error, error.__traceback__))


def _broke(error: BaseException):
    def raising():
        raise error

    return raising


@pytest.mark.parametrize(
    "error",
    [ValueError(ANNA), KeyError(ANNA), RuntimeError(f"no place for {ANNA}"), FileNotFoundError(2, "No such file", ANNA),
     SMTPRecipientsRefused({ANNA: (550, b"unknown")}), ExceptionGroup(ANNA, [ValueError(ANNA)])],
    ids=lambda error: type(error).__name__,
)  # fmt: skip
def test_messages_that_may_hold_what_came_in_are_left_out(error):
    text = told(caught(_broke(error)))
    assert "qz" not in text
    assert type(error).__name__ in text
    assert "test_faults.py" in text


def test_causes_are_told_too_and_lose_their_words():
    def inner():
        float(ANNA)

    def outer():
        try:
            inner()
        except ValueError as error:
            raise RuntimeError(ANNA) from error

    text = told(caught(outer))
    assert text.index("ValueError") < text.index("RuntimeError")
    assert "qz" not in text


def test_what_the_program_says_of_itself_is_kept():
    assert faults.said(TypeError("f() takes no argument")) == "TypeError: f() takes no argument"
    assert faults.said(ConnectionRefusedError(111, "refused")) == "ConnectionRefusedError: refused"
    assert "refused" in faults.said(psycopg.OperationalError("connection refused"))


@pytest.mark.django_db
def test_the_database_names_its_code_and_rule_and_not_the_value():
    word = "-".join(("anna", "w"))  # the line of the source is told, too

    def twice():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("create temp table qz_faults (value text constraint once_only primary key) on commit drop")
            cursor.execute("insert into qz_faults values (%s), (%s)", [word, word])

    text = told(caught(twice))
    assert "23505" in text
    assert "once_only" in text
    assert word not in text


def test_a_line_of_the_log_is_so(monkeypatch):
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.formatter("test", nice=False))
    log = logging.Logger("qz")
    log.addHandler(handler)
    error = caught(_broke(ValueError(ANNA)))
    log.error("it broke", exc_info=(type(error), error, error.__traceback__))
    try:
        raise error
    except ValueError:
        log.exception("again")
    log.info("and went on")
    first, again, on = map(json.loads, stream.getvalue().splitlines())
    assert (first["event"], on["event"]) == ("it broke", "and went on")
    assert "ValueError" in first["exception"]
    assert "ValueError" in again["exception"]
    assert "qz@" not in stream.getvalue()
    assert sys.exc_info() == (None, None, None)
