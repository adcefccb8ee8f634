; Enters Offhook under "Default apps" in the settings of Windows, where the user chooses who opens telephone links.
; https://learn.microsoft.com/windows/win32/shell/default-programs

!macro offerScheme scheme
  WriteRegStr SHCTX "Software\Classes\Offhook.${scheme}" "" "URL:${scheme}"
  WriteRegStr SHCTX "Software\Classes\Offhook.${scheme}" "URL Protocol" ""
  WriteRegStr SHCTX "Software\Classes\Offhook.${scheme}\DefaultIcon" "" "$INSTDIR\${APP_EXECUTABLE_FILENAME},0"
  WriteRegStr SHCTX "Software\Classes\Offhook.${scheme}\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
  WriteRegStr SHCTX "Software\Offhook\Capabilities\URLAssociations" "${scheme}" "Offhook.${scheme}"
!macroend

!macro customInstall
  WriteRegStr SHCTX "Software\Offhook\Capabilities" "ApplicationName" "Offhook"
  WriteRegStr SHCTX "Software\Offhook\Capabilities" "ApplicationDescription" "A desktop softphone"
  WriteRegStr SHCTX "Software\Offhook\Capabilities" "ApplicationIcon" "$INSTDIR\${APP_EXECUTABLE_FILENAME},0"
  !insertmacro offerScheme "tel"
  !insertmacro offerScheme "sip"
  !insertmacro offerScheme "sips"
  !insertmacro offerScheme "callto"
  !insertmacro offerScheme "offhook"
  WriteRegStr SHCTX "Software\RegisteredApplications" "Offhook" "Software\Offhook\Capabilities"
!macroend

!macro customUnInstall
  DeleteRegValue SHCTX "Software\RegisteredApplications" "Offhook"
  DeleteRegKey SHCTX "Software\Offhook"
  DeleteRegKey SHCTX "Software\Classes\Offhook.tel"
  DeleteRegKey SHCTX "Software\Classes\Offhook.sip"
  DeleteRegKey SHCTX "Software\Classes\Offhook.sips"
  DeleteRegKey SHCTX "Software\Classes\Offhook.callto"
  DeleteRegKey SHCTX "Software\Classes\Offhook.offhook"
!macroend
