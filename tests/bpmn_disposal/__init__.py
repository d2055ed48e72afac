"""The shipped bundles as files, and the disposal process walked without people, tables or pages."""
