"""One function a page: from the lake and what was asked to plain facts, without HTML or SQL; `.json` prints them."""
