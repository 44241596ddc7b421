"""The quiz as terminal screens, pages and JSON documents."""
