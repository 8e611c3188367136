"""From derived blocks to Markdown: page data, rendering, and what all pages share."""
