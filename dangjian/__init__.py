"""Dangjian (智慧党建平台): an enterprise platform for Party-building work."""
