; Asked at the end of an uninstallation by a person; a silent one (an update, too) leaves the data.
!macro customUnInstall
  ${ifNot} ${isUpdated}
    MessageBox MB_YESNO|MB_DEFBUTTON2 "Remove the settings and the audit log as well?" /SD IDNO IDNO keepData
      RMDir /r "$APPDATA\execution-layer"
    keepData:
  ${endIf}
!macroend
