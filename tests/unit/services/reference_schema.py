"""A small schema in which a claim points to the quote that it is in."""

from __future__ import annotations

SCHEMA = """
name: small
title: Small
version: 1
labels:
  - {name: claim, color: "#0b84a5", attributes: [whose]}
  - {name: quote, short: Q, color: "#84a50b"}
attributes:
  - {name: whose, title: Said by, type: reference}
"""
