"""Document 003: who is in charge of Japanese-language education or international affairs, by local government."""
