"""The parts of the review page: filters, tables and pictures of numbers, the list behind a number, the article."""
