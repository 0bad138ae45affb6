; The installer: for one user, without an administrator's rights, in Japanese.
;
;   AnpiSync-Setup.exe [/S] [/DOWNGRADE] [/D=FOLDER]    ; /D comes last, without quotes
;   uninstall.exe [/S] [/DATA] [/CREDENTIALS]
;
; /S asks nothing; /DATA and /CREDENTIALS delete what is otherwise kept, /DOWNGRADE goes
; back to an older version. /D is for a first installation: there is one copy a user, and an
; update goes where it is. What is refused leaves all as it was; with /S, the exit code says
; why. makensis is given VERSION (a text), DISPLAYED (without its v), NUMBERS (four, with points),
; ORDER (of versions, as VersionCompare knows it), PROGRAM, SETUP (to be written), ICON, PICTURE,
; LANGUAGES (a folder) and perhaps URL, of the project's page. The uninstaller is
; ..\dist\uninstall.exe, so that it can be signed; with EXTRACT, makensis writes it there.

Unicode true
Target amd64-unicode
!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include WinVer.nsh
!include WordFunc.nsh

!define NAME 安否シンク
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\AnpiSync"
!define PROTOCOL "Software\Classes\anpisync"
!define EXIT_RUNNING 5 ; the program runs
!define EXIT_HELD 6    ; it cannot be replaced or deleted
!define EXIT_NEWER 7   ; a newer version is installed
!define EXIT_WINDOWS 8 ; Windows is too old
!define EXIT_ELSEWHERE 9 ; it is installed in another folder

Name "${NAME}"
OutFile "${SETUP}"
BrandingText "${NAME} ${VERSION}"
RequestExecutionLevel user
ManifestDPIAware true
ManifestLongPathAware true
SetCompressor /SOLID lzma
SetDateSave off ; the same files give the same installer
InstallDir "$LOCALAPPDATA\Programs\AnpiSync"
InstallDirRegKey HKCU "${UNINSTALL}" InstallLocation
ShowInstDetails nevershow
ShowUninstDetails nevershow
SpaceTexts none
!ifdef EXTRACT
  !uninstfinalize 'cp "%1" ../dist/uninstall.exe'
!else
  !uninstfinalize 'cp ../dist/uninstall.exe "%1"'
!endif

VIProductVersion "${NUMBERS}"
VIAddVersionKey /LANG=1041 ProductName "${NAME} (AnpiSync)"
VIAddVersionKey /LANG=1041 ProductVersion "${VERSION}"
VIAddVersionKey /LANG=1041 FileDescription "${NAME}のセットアップ"
VIAddVersionKey /LANG=1041 FileVersion "${VERSION}"
VIAddVersionKey /LANG=1041 CompanyName AnpiSync
VIAddVersionKey /LANG=1041 LegalCopyright "Copyright © 2026 AnpiSync contributors. MIT License"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${PICTURE}"
!define MUI_COMPONENTSPAGE_NODESC
!define MUI_FINISHPAGE_RUN "$INSTDIR\anpisync.exe"
!define MUI_FINISHPAGE_RUN_TEXT "${NAME}を開く(&R)"
!insertmacro MUI_PAGE_COMPONENTS
!define MUI_PAGE_CUSTOMFUNCTION_PRE SkipFolderOfUpdate
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_COMPONENTS
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGEEX "${LANGUAGES}" Japanese
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

; Tells a person something, and ends with a code: all stays as it was.
!macro Refuse CODE TEXT
  SetErrorLevel ${CODE}
  MessageBox MB_ICONSTOP "${TEXT}" /SD IDOK
  Quit
!macroend

; Deletes the program, or refuses, after GIVE_UP. What looks through new files for viruses may
; hold it for a moment. GIVE_UP is one instruction.
!macro DeleteProgram GIVE_UP
  ${Do}
    StrCpy $1 held
    ${For} $0 1 20
      ClearErrors
      Delete "$INSTDIR\anpisync.exe"
      ${IfNot} ${Errors} ; which forgets them
        StrCpy $1 deleted
        ${Break}
      ${EndIf}
      Sleep 250
    ${Next}
    ${If} $1 == deleted
      ${Break}
    ${EndIf}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "ほかのプログラムが${NAME}のファイルを使っているため、続けられません。数秒待ってから、［再試行］を押してください。" /SD IDCANCEL IDRETRY +4
    ${GIVE_UP}
    SetErrorLevel ${EXIT_HELD}
    Quit
  ${Loop}
!macroend

; Gives a file that is beside the program its new name, which nothing has any more.
!macro Place FILE
  Rename "$INSTDIR\${FILE}.new" "$INSTDIR\${FILE}"
  Delete "$INSTDIR\${FILE}.old"
!macroend

; Puts a file of before aside, or refuses.
!macro SetAside FILE
  Delete "$INSTDIR\${FILE}.old"
  ClearErrors
  ${If} ${FileExists} "$INSTDIR\${FILE}"
    Rename "$INSTDIR\${FILE}" "$INSTDIR\${FILE}.old"
    ${If} ${Errors}
      Call PutBack
      !insertmacro Refuse ${EXIT_HELD} "ほかのプログラムが$INSTDIR\${FILE}を使っているため、続けられません。そのプログラムを終了してから、もう一度、セットアップを実行してください。"
    ${EndIf}
  ${EndIf}
!macroend

!macro PutBackFile FILE
  Delete "$INSTDIR\${FILE}.new"
  ${IfNot} ${FileExists} "$INSTDIR\${FILE}"
    Rename "$INSTDIR\${FILE}.old" "$INSTDIR\${FILE}"
  ${EndIf}
!macroend

; Leaves all as it was before.
Function PutBack
  Delete "$INSTDIR\anpisync.new"
  !insertmacro PutBackFile uninstall.exe
  !insertmacro PutBackFile LICENSE.txt
  !insertmacro PutBackFile THIRD-PARTY-LICENSES.txt
  SetOutPath $TEMP
  RMDir $INSTDIR ; unless it was there before
FunctionEnd

; Makes a shortcut to the program that bears its AppUserModelID, by which Windows takes
; notices for the program's. Without it there are none, and all else works.
!macro CreateNamedShortcut FILE
  CreateShortcut "${FILE}" "$INSTDIR\anpisync.exe"
  nsExec::Exec '"$INSTDIR\anpisync.exe" -name-shortcut "${FILE}"'
  Pop $0
!macroend

Section "${NAME}（必須）" SectionProgram
  SectionIn RO
  SetOutPath $INSTDIR
  SetOverwrite try
  ClearErrors
  File /oname=anpisync.new "${PROGRAM}"
  File /oname=LICENSE.txt.new ..\LICENSE
  File /oname=THIRD-PARTY-LICENSES.txt.new ..\app\licenses\licenses.txt
  WriteUninstaller "$INSTDIR\uninstall.exe.new"
  ${If} ${Errors}
    Call PutBack
    !insertmacro Refuse ${EXIT_HELD} "$INSTDIRに書き込めません。ディスクの空き容量とアクセス権を確かめてください。"
  ${EndIf}
  !insertmacro SetAside uninstall.exe
  !insertmacro SetAside LICENSE.txt
  !insertmacro SetAside THIRD-PARTY-LICENSES.txt
  !insertmacro DeleteProgram "Call PutBack"
  StrCpy $1 held
  ${For} $0 1 20
    ClearErrors
    Rename "$INSTDIR\anpisync.new" "$INSTDIR\anpisync.exe"
    ${IfNot} ${Errors}
      StrCpy $1 renamed
      ${Break}
    ${EndIf}
    Sleep 250
  ${Next}
  ${If} $1 == held
    Call PutBack
    !insertmacro Refuse ${EXIT_HELD} "$INSTDIR\anpisync.exeを作れません。もう一度、セットアップを実行してください。"
  ${EndIf}
  !insertmacro Place uninstall.exe
  !insertmacro Place LICENSE.txt
  !insertmacro Place THIRD-PARTY-LICENSES.txt
  !insertmacro CreateNamedShortcut "$SMPROGRAMS\${NAME}.lnk"

  ; What a click on a notice opens: a screen of the window.
  WriteRegStr HKCU "${PROTOCOL}" "" "URL:${NAME}"
  WriteRegStr HKCU "${PROTOCOL}" "URL Protocol" ""
  WriteRegStr HKCU "${PROTOCOL}\DefaultIcon" "" "$INSTDIR\anpisync.exe"
  WriteRegStr HKCU "${PROTOCOL}\shell\open\command" "" '"$INSTDIR\anpisync.exe" -open "%1"'

  WriteRegStr HKCU "${UNINSTALL}" DisplayName "${NAME}"
  WriteRegStr HKCU "${UNINSTALL}" DisplayVersion "${DISPLAYED}"
  WriteRegStr HKCU "${UNINSTALL}" Order "${ORDER}"
  WriteRegStr HKCU "${UNINSTALL}" DisplayIcon "$INSTDIR\anpisync.exe"
  WriteRegStr HKCU "${UNINSTALL}" Publisher AnpiSync
  !ifdef URL
    WriteRegStr HKCU "${UNINSTALL}" URLInfoAbout "${URL}"
    WriteRegStr HKCU "${UNINSTALL}" HelpLink "${URL}/issues"
    WriteRegStr HKCU "${UNINSTALL}" URLUpdateInfo "${URL}/releases/latest"
  !endif
  WriteRegStr HKCU "${UNINSTALL}" InstallLocation $INSTDIR
  WriteRegStr HKCU "${UNINSTALL}" UninstallString '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" QuietUninstallString '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" NoModify 1
  WriteRegDWORD HKCU "${UNINSTALL}" NoRepair 1
  ${GetSize} $INSTDIR "/S=0K" $0 $1 $2 ; KiB, of all that is there
  WriteRegDWORD HKCU "${UNINSTALL}" EstimatedSize $0
SectionEnd

Section /o "デスクトップにショートカットを作る" SectionDesktop
  !insertmacro CreateNamedShortcut "$DESKTOP\${NAME}.lnk"
SectionEnd

Function .onInit
  ${IfNot} ${AtLeastWin10}
    !insertmacro Refuse ${EXIT_WINDOWS} "${NAME}は、Windows 10以降（64ビット）で動きます。"
  ${EndIf}
  ReadRegStr $0 HKCU "${UNINSTALL}" InstallLocation
  ${If} $0 != ""
  ${AndIf} $0 != $INSTDIR
  ${AndIf} ${FileExists} "$0\anpisync.exe"
    !insertmacro Refuse ${EXIT_ELSEWHERE} "${NAME}は、$0に入っています。移すには、先にアンインストールしてください（データはそのまま残ります）。"
  ${EndIf}
  !insertmacro WaitForProgram
  ReadRegStr $0 HKCU "${UNINSTALL}" Order
  ${VersionCompare} "$0" "${ORDER}" $1
  ${If} $1 == 1
    ReadRegStr $0 HKCU "${UNINSTALL}" DisplayVersion
    ${GetParameters} $2
    ClearErrors
    ${GetOptions} $2 /DOWNGRADE $3
    ${If} ${Errors}
      MessageBox MB_YESNO|MB_DEFBUTTON2|MB_ICONEXCLAMATION "新しいバージョン（$0）が入っています。古いバージョン（${DISPLAYED}）に戻しますか？$\r$\n$\r$\n新しいバージョンで使ったデータは、古いバージョンでは開けないことがあります。" /SD IDNO IDYES older
      SetErrorLevel ${EXIT_NEWER}
      Quit
      older:
    ${EndIf}
  ${EndIf}
  ${If} ${FileExists} "$DESKTOP\${NAME}.lnk" ; an update keeps it
    SectionSetFlags ${SectionDesktop} ${SF_SELECTED}
  ${EndIf}
FunctionEnd

; An update goes where it is.
Function SkipFolderOfUpdate
  ${If} ${FileExists} "$INSTDIR\anpisync.exe"
    Abort
  ${EndIf}
FunctionEnd

Section "un.${NAME}（必須）"
  SectionIn RO
  !insertmacro DeleteProgram Nop
  ; 自動同期: the tasks are the user's, one a data folder.
  ReadEnvStr $0 USERNAME
  nsExec::Exec '"$SYSDIR\schtasks.exe" /Delete /TN "AnpiSync $0" /F'
  Pop $1 ; there may be none
  nsExec::Exec `"$SYSDIR\WindowsPowerShell\v1.0\powershell.exe" -NoProfile -Command "Get-ScheduledTask -TaskName ('AnpiSync '+$$env:USERNAME+' ????????') -ErrorAction Ignore | Unregister-ScheduledTask -Confirm:$$false"`
  Pop $1

  Delete "$SMPROGRAMS\${NAME}.lnk"
  Delete "$DESKTOP\${NAME}.lnk"
  Delete "$INSTDIR\LICENSE.txt"
  Delete "$INSTDIR\THIRD-PARTY-LICENSES.txt"
  Delete "$INSTDIR\uninstall.exe"
  Delete "$INSTDIR\*.old" ; of an update that was cut short
  Delete "$INSTDIR\*.new"
  RMDir $INSTDIR
  RMDir "$LOCALAPPDATA\Programs" ; unless others are there
  ; What Fyne keeps; its list of fonts is made anew for whoever else needs it.
  Delete "$LOCALAPPDATA\font_index_v*.cache"
  RMDir /r "$APPDATA\fyne\jp.anpisync.app"
  RMDir "$APPDATA\fyne"
  RMDir /r "$LOCALAPPDATA\fyne\jp.anpisync.app"
  RMDir "$LOCALAPPDATA\fyne"
  DeleteRegKey HKCU "${PROTOCOL}"
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
