"""Three ways in: web, worker, command line. No decisions here."""
