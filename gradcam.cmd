@echo off
rem Runs gradcam. In an unpacked archive, starts the program; in a clone, first builds it if it is missing. After a
rem change, run mvn package.
setlocal EnableExtensions DisableDelayedExpansion
set "here=%~dp0"

set "java=java.exe"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java.exe"
set "version=0"
for /f "tokens=3" %%v in ('""%java%" -version 2^>^&1 ^| findstr /c:" version ""') do set "version=%%~v"
for /f "delims=.-+" %%m in ("%version%") do set "version=%%m"
if %version% LSS 17 (
    echo gradcam: Java 17 or later is needed. Install one, or set JAVA_HOME to its folder. 1>&2
    exit /b 1
)

set "app=%here%"
if exist "%app%gradcam.jar" goto run

call :find
if exist "%app%gradcam.jar" goto run
echo gradcam: building; the first build takes a minute or two ... 1>&2
pushd "%here%"
call mvn -q -B -ntp -DskipTests -pl cli -am package 1>&2
set "failed=%errorlevel%"
popd
if not "%failed%"=="0" (
    echo gradcam: the build failed, see above. The build needs Maven. Install mvn, or use a built archive. 1>&2
    exit /b 1
)
call :find

:run
rem Java's second compiler (C2) competes with the first image for the processors, and pays off after about a hundred
rem images. These thresholds are ten times the defaults.
set "compiler=-XX:Tier4InvocationThreshold=50000 -XX:Tier4MinInvocationThreshold=6000"
set "compiler=%compiler% -XX:Tier4CompileThreshold=150000 -XX:Tier4BackEdgeThreshold=400000"
"%java%" --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC %compiler% %GRADCAM_JAVA_OPTS% -jar "%app%gradcam.jar" %*
exit /b %errorlevel%

:find
for /d %%d in ("%here%cli\target\dist\gradcam4j-*") do set "app=%%d\"
exit /b 0
