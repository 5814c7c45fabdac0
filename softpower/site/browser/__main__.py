"""Fetches what the browser's Python is made of: see `softpower.site.browser.fetch`."""

import sys

from softpower.site.browser.fetch import main

sys.exit(main())
