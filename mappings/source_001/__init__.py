"""Document 001: the FY2023 report of the Council of Local Authorities for International Relations (CLAIR)."""
