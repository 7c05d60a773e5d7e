@echo off
rem Runs gradcam: the unpacked archive as it is, a clone after a first build (after a change, run mvn package).
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
echo gradcam: building, which takes a minute or two the first time ... 1>&2
pushd "%here%"
call mvn -q -B -ntp -DskipTests -pl cli -am package 1>&2
set "failed=%errorlevel%"
popd
if not "%failed%"=="0" (
    echo gradcam: the build failed, see above. Maven is needed for it: install mvn, or use the released archive. 1>&2
    exit /b 1
)
call :find

:run
rem Java's optimizing compiler competes with the first image for processors and pays off after a hundred: it starts ten times
rem later than by default.
set "compiler=-XX:Tier4InvocationThreshold=50000 -XX:Tier4MinInvocationThreshold=6000"
set "compiler=%compiler% -XX:Tier4CompileThreshold=150000 -XX:Tier4BackEdgeThreshold=400000"
"%java%" --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC %compiler% %GRADCAM_JAVA_OPTS% -jar "%app%gradcam.jar" %*
exit /b %errorlevel%

:find
for /d %%d in ("%here%cli\target\dist\gradcam4j-*") do set "app=%%d\"
exit /b 0
