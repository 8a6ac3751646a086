; Asked at the end of an uninstallation by a person; a silent one (an update, too) leaves the data. Whoever uninstalls an app that
; is there for all takes away what is theirs: the app writes into a person's own folders and registry, never into those of all.
!macro customUnInstall
  ${ifNot} ${isUpdated}
    SetShellVarContext current
    ; Starting at login, under the name that src-main/app/login-item.ts gives it, and the links.
    DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Run" "execution-layer"
    DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run" "execution-layer"
    DeleteRegKey HKCU "Software\Classes\execution-layer"
    RMDir /r "$LOCALAPPDATA\execution-layer-updater"
    MessageBox MB_YESNO|MB_DEFBUTTON2 "Remove the settings and the audit log as well?" /SD IDNO IDNO keepData
      RMDir /r "$APPDATA\execution-layer"
    keepData:
    ${if} $installMode == "all"
      SetShellVarContext all
    ${endIf}
  ${endIf}
!macroend
