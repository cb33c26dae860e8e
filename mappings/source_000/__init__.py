"""Document 000: pages on internationalisation of prefectures and designated cities, as surveyed in July 2014."""
