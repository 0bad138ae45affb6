; The installer: for one user, without an administrator's rights, in Japanese.
;
;   AnpiSync-Setup.exe [/S] [/D=FOLDER]
;   uninstall.exe [/S] [/DATA] [/CREDENTIALS]
;
; /S asks nothing; /DATA and /CREDENTIALS delete what is otherwise kept. While the
; program runs, both refuse: with /S they end with 5. makensis is given VERSION (a
; text), NUMBERS (four, with points) and ICON.

Unicode true
Target amd64-unicode
!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include x64.nsh

!define NAME 安否シンク
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\AnpiSync"
!define EXIT_RUNNING 5

Name "${NAME}"
OutFile "..\dist\AnpiSync-Setup.exe"
BrandingText "${NAME} ${VERSION}"
RequestExecutionLevel user
ManifestDPIAware true
ManifestLongPathAware true
SetCompressor /SOLID lzma
InstallDir "$LOCALAPPDATA\Programs\AnpiSync"
InstallDirRegKey HKCU "${UNINSTALL}" InstallLocation
ShowInstDetails nevershow
ShowUninstDetails nevershow
!uninstfinalize 'bash windows --sign "%1"'

VIProductVersion "${NUMBERS}"
VIAddVersionKey /LANG=1041 ProductName "${NAME} (AnpiSync)"
VIAddVersionKey /LANG=1041 ProductVersion "${VERSION}"
VIAddVersionKey /LANG=1041 FileDescription "${NAME}のセットアップ"
VIAddVersionKey /LANG=1041 FileVersion "${VERSION}"
VIAddVersionKey /LANG=1041 CompanyName AnpiSync
VIAddVersionKey /LANG=1041 LegalCopyright "MIT License"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_COMPONENTSPAGE_NODESC
!define MUI_FINISHPAGE_RUN "$INSTDIR\anpisync.exe"
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_COMPONENTS
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE Japanese
SetFont /LANG=${LANG_JAPANESE} "Yu Gothic UI" 9

; Goes on once the program has ended.
!macro WaitForProgram
  ${Do}
    System::Call 'kernel32::OpenMutexW(i 0x100000, i 0, w "Local\AnpiSync") p .r0' ; SYNCHRONIZE
    ${If} $0 P= 0
      ${Break}
    ${EndIf}
    System::Call 'kernel32::CloseHandle(p r0)'
    ${If} ${Silent}
      SetErrorLevel ${EXIT_RUNNING}
      Quit
    ${EndIf}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${NAME}が動いています。終了してから、［再試行］を押してください。" IDRETRY +2
    Quit
  ${Loop}
!macroend

Section "${NAME}（必須）" SectionProgram
  SectionIn RO
  SetOutPath $INSTDIR
  File ..\dist\anpisync.exe
  File /oname=LICENSE.txt ..\LICENSE
  File /oname=THIRD-PARTY-LICENSES.txt ..\app\licenses\licenses.txt
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\anpisync.exe"

  WriteRegStr HKCU "${UNINSTALL}" DisplayName "${NAME}"
  WriteRegStr HKCU "${UNINSTALL}" DisplayVersion "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" DisplayIcon "$INSTDIR\anpisync.exe"
  WriteRegStr HKCU "${UNINSTALL}" Publisher AnpiSync
  WriteRegStr HKCU "${UNINSTALL}" InstallLocation $INSTDIR
  WriteRegStr HKCU "${UNINSTALL}" UninstallString '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" QuietUninstallString '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" NoModify 1
  WriteRegDWORD HKCU "${UNINSTALL}" NoRepair 1
  SectionGetSize ${SectionProgram} $0 ; KiB
  WriteRegDWORD HKCU "${UNINSTALL}" EstimatedSize $0
SectionEnd

Section /o "デスクトップにショートカットを作る" SectionDesktop
  CreateShortcut "$DESKTOP\${NAME}.lnk" "$INSTDIR\anpisync.exe"
SectionEnd

Function .onInit
  ${IfNot} ${RunningX64}
    MessageBox MB_ICONSTOP "${NAME}は、64ビットのWindowsで動きます。" /SD IDOK
    Abort
  ${EndIf}
  !insertmacro WaitForProgram
  ${If} ${FileExists} "$DESKTOP\${NAME}.lnk" ; an update keeps it
    SectionSetFlags ${SectionDesktop} ${SF_SELECTED}
  ${EndIf}
FunctionEnd

Section "un.${NAME}（必須）"
  SectionIn RO
  ; 自動同期: the tasks are the user's, one a data folder.
  ReadEnvStr $0 USERNAME
  nsExec::Exec 'schtasks /Delete /TN "AnpiSync $0" /F'
  Pop $1 ; there may be none
  nsExec::Exec `powershell -NoProfile -Command "Get-ScheduledTask -TaskName ('AnpiSync '+$$env:USERNAME+' ????????') -ErrorAction Ignore | Unregister-ScheduledTask -Confirm:$$false"`
  Pop $1

  Delete "$SMPROGRAMS\${NAME}.lnk"
  Delete "$DESKTOP\${NAME}.lnk"
  Delete "$INSTDIR\anpisync.exe"
  Delete "$INSTDIR\LICENSE.txt"
  Delete "$INSTDIR\THIRD-PARTY-LICENSES.txt"
  Delete "$INSTDIR\uninstall.exe"
  RMDir $INSTDIR
  RMDir "$LOCALAPPDATA\Programs" ; unless others are there
  ; What Fyne keeps; its list of fonts is made anew for whoever else needs it.
  Delete "$LOCALAPPDATA\font_index_v*.cache"
  RMDir /r "$APPDATA\fyne\jp.anpisync.app"
  RMDir "$APPDATA\fyne"
  RMDir /r "$LOCALAPPDATA\fyne\jp.anpisync.app"
  RMDir "$LOCALAPPDATA\fyne"
  DeleteRegKey HKCU "${UNINSTALL}"
SectionEnd

Section /o "un.データを削除する（部署、ユーザー、履歴、控え）" SectionData
  RMDir /r "$LOCALAPPDATA\AnpiSync"
SectionEnd

Section /o "un.保存した認証情報を削除する" SectionCredentials
  ; CredEnumerateW makes an array of pointers to CREDENTIALW, which begins with flags,
  ; type and name.
  System::Call 'advapi32::CredEnumerateW(w "AnpiSync:*", i 0, *i .r0, *p .r1) i .r2'
  ${If} $2 <> 0
    StrCpy $3 $1
    ${For} $4 1 $0
      System::Call '*$3(p .r5)'
      System::Call '*$5(i, i .r6, w .r7)'
      System::Call 'advapi32::CredDeleteW(w r7, i r6, i 0)'
      IntPtrOp $3 $3 + 8
    ${Next}
    System::Call 'advapi32::CredFree(p r1)'
  ${EndIf}
SectionEnd

Function un.onInit
  !insertmacro WaitForProgram
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 /DATA $1
  ${IfNot} ${Errors}
    SectionSetFlags ${SectionData} ${SF_SELECTED}
  ${EndIf}
  ClearErrors
  ${GetOptions} $0 /CREDENTIALS $1
  ${IfNot} ${Errors}
    SectionSetFlags ${SectionCredentials} ${SF_SELECTED}
  ${EndIf}
FunctionEnd
