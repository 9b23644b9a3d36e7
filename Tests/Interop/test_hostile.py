"""A thousand hostile connections beside a client that means well, which notices nothing."""

from __future__ import annotations

import threading

import pytest

import hostile
import wire
from winchd import Winchd


@pytest.fixture(scope="module")
def besieged(tmp_path_factory):
    listen = ("127.0.0.1:0", "https://127.0.0.1:0")
    with Winchd(tmp_path_factory.mktemp("hostile"), listen=listen) as running:
        text = running.log
        running.ports = [int(each.split()[0].rsplit(":", 1)[1]) for each in text.split("address=")[1:3]]
        yield running


def test_the_well_behaved_are_served_beside_a_thousand_others(besieged):
    warm_up = hostile.idle(besieged, 50)
    with hostile.closing(warm_up):
        pass
    wire.wait_for(lambda: hostile.resources(besieged)[2] < 20)
    memory, descriptors, threads = hostile.resources(besieged)
    stop = threading.Event()
    with hostile.WellBehaved(besieged) as good:
        held = []
        with hostile.closing(held):
            held += hostile.slow_headers(besieged)
            trickling = threading.Thread(target=hostile.trickle, args=[held[:500], stop])
            trickling.start()
            held += hostile.idle(besieged)
            for attack in (hostile.half_closed, hostile.reset_in_the_middle, hostile.tls_garbage,
                           hostile.content_length_games, hostile.pipelining, hostile.continue_never_sent,
                           hostile.readers_that_never_read):
                held += attack(besieged)
            assert hostile.resources(besieged)[2] > 1000, "the attackers are not there"
            served = len(good.times)
            wire.wait_for(lambda: len(good.times) >= served + 100)
            stop.set()
            trickling.join()
    assert good.failures == []
    # Everything that the attack took is given back.
    wire.wait_for(lambda: hostile.resources(besieged)[1:] <= (descriptors + 2, threads + 2), timeout=20)
    assert hostile.resources(besieged)[0] < memory + 48
    with wire.Connection(besieged) as connection:
        assert connection.post(wire.envelope(wire.GET, wire.CFG)).status == 200


def test_strangers_make_room_for_those_who_sign_in(tmp_path):
    """Where connections are few, the oldest that nobody has signed in on are closed for new ones."""
    config = {"limits": {"http": {"connections": 60, "connectionsPerAddress": 50}}}
    with Winchd(tmp_path, config=config) as small:
        kept = wire.Connection(small)
        assert kept.post(wire.envelope(wire.GET, wire.CFG)).status == 200
        with hostile.closing(hostile.slow_headers(small, 25) + hostile.idle(small, 24)) as strangers:
            with wire.Connection(small) as early:
                assert early.post(wire.envelope(wire.GET, wire.CFG)).status == 503

            def is_let_in():
                with wire.Connection(small) as late:
                    return late.post(wire.envelope(wire.GET, wire.CFG)).status == 200

            wire.wait_for(is_let_in, timeout=10)
            assert kept.post(wire.envelope(wire.GET, wire.CFG)).status == 200
            assert any(each.recv(100) == b"" for each in strangers[:1])
        kept.close()
