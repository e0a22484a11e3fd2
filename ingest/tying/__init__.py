"""Figures of a filing held against each other: what an auditor would tick off."""
