"""What codings have in common: the columns of a codebook, the error of a coding that cannot be used."""

CODEBOOK_COLUMNS = ["variable", "code", "definition", "include", "exclude", "example"]


class CodingError(ValueError):
    """Codings that cannot be compared, codes that no codebook defines, a file that cannot be used; it says which."""
