"""Financing of projects: plans, cumulation of aids, cash by month, and de minimis aid by single undertaking."""
