"""`foyer serve --demo` as a process: what it prints, which name answers what, that it stops when asked."""

import pytest

from conftest import SITES


def test_each_role_has_a_link_of_its_own(server):
    assert len(set(server.links.values())) == 3
    assert all(link.startswith(server.portal + "login/") for link in server.links.values())


@pytest.mark.parametrize("name", SITES)
def test_each_demo_site_is_live(server, name):
    status, headers, body = server.request(server.live(name))
    assert status == 200
    assert headers["Content-Type"].lower().startswith("text/html")
    assert body.startswith(b"<!doctype html>") or body.startswith(b"<!DOCTYPE html>")


def test_an_unknown_name_is_refused(server):
    status, _, _ = server.request(f"http://elsewhere.example:{server.port}/")
    assert status in (404, 421)
