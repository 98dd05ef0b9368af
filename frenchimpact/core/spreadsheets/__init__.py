"""Spreadsheet files (xlsx, xlsm, ods, xls) read by a process apart, that has little memory and little time. `core.tables` is the way in."""
