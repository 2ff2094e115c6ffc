<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About camfilter</source>
        <translation>Über camfilter</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>Lizenzen</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>Versionen</translation>
    </message>
    <message>
        <source>&amp;About</source>
        <translation>Ü&amp;ber</translation>
    </message>
    <message>
        <source>&amp;Licences</source>
        <translation>&amp;Lizenzen</translation>
    </message>
    <message>
        <source>&amp;Versions</source>
        <translation>&amp;Versionen</translation>
    </message>
    <message>
        <source>Live depth and surface normals from any camera, as webcam and over NDI.</source>
        <translation>Tiefe und Oberflächennormalen aus jeder Kamera, live als Webcam und über NDI.</translation>
    </message>
    <message>
        <source>Copyright © 2026 the camfilter authors; MIT licence, without any warranty.</source>
        <translation>Copyright © 2026 the camfilter authors; MIT-Lizenz, ohne jede Gewährleistung.</translation>
    </message>
    <message>
        <source>It uses the work of many others under terms of their own, which the page Licences lists.</source>
        <translation>Darin steckt die Arbeit vieler anderer unter eigenen Bedingungen; die Seite Lizenzen führt sie auf.</translation>
    </message>
    <message>
        <source>NDI® is a registered trademark of Vizrt NDI AB.</source>
        <translation>NDI® ist eine eingetragene Marke der Vizrt NDI AB.</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
</context>
<context>
    <name>AccessDialog</name>
    <message>
        <source>Access to {name}</source>
        <translation>Zugang zu {name}</translation>
    </message>
    <message>
        <source>&amp;Store token</source>
        <translation>Token &amp;speichern</translation>
    </message>
    <message>
        <source>The token of the environment variable {variable} is used before a stored one.</source>
        <translation>Das Token der Umgebungsvariablen {variable} hat Vorrang vor einem gespeicherten.</translation>
    </message>
    <message>
        <source>A token is stored on this machine; another one replaces it.</source>
        <translation>Auf diesem Rechner ist ein Token gespeichert; ein anderes ersetzt es.</translation>
    </message>
    <message>
        <source>No token is stored on this machine yet.</source>
        <translation>Auf diesem Rechner ist noch kein Token gespeichert.</translation>
    </message>
    <message>
        <source>hf_…</source>
        <translation>hf_…</translation>
    </message>
    <message>
        <source>&amp;Token:</source>
        <translation>&amp;Token:</translation>
    </message>
    <message>
        <source>&amp;Download</source>
        <translation>&amp;Herunterladen</translation>
    </message>
    <message>
        <source>Make an account at {page}.</source>
        <translation>Ein Konto auf {page} anlegen.</translation>
    </message>
    <message>
        <source>Open {page}, read the {licence}, fill in the form and send it. The answer comes by mail, sometimes only after days.</source>
        <translation>{page} öffnen, die {licence} lesen, das Formular ausfüllen und absenden. Die Antwort kommt per E-Mail, manchmal erst nach Tagen.</translation>
    </message>
    <message>
        <source>Make a token with read access at {page}. A fine-grained token also needs the permission to read public gated repositories.</source>
        <translation>Auf {page} ein Token mit Leserecht anlegen. Ein fein abgestuftes Token (fine-grained) braucht außerdem die Erlaubnis, öffentliche zugangsbeschränkte Repositorien (public gated) zu lesen.</translation>
    </message>
    <message>
        <source>Paste the token here. It is kept where Hugging Face&apos;s own programs keep it, and is shown to huggingface.co alone.</source>
        <translation>Das Token hier einfügen. Es wird dort aufbewahrt, wo auch die Programme von Hugging Face es aufbewahren, und nur huggingface.co gezeigt.</translation>
    </message>
    <message>
        <source>Asking Hugging Face whether it accepts the token…</source>
        <translation>Hugging Face prüft das Token…</translation>
    </message>
    <message>
        <source>Hugging Face accepts the token; it is stored.</source>
        <translation>Hugging Face nimmt das Token an; es ist gespeichert.</translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Open File …</source>
        <translation>&amp;Datei öffnen …</translation>
    </message>
    <message>
        <source>Open &amp;Folder …</source>
        <translation>&amp;Ordner öffnen …</translation>
    </message>
    <message>
        <source>&amp;Snapshot</source>
        <translation>&amp;Schnappschuss</translation>
    </message>
    <message>
        <source>&amp;Record</source>
        <translation>&amp;Aufzeichnen</translation>
    </message>
    <message>
        <source>Show &amp;Captures</source>
        <translation>Auf&amp;nahmen zeigen</translation>
    </message>
    <message>
        <source>Folder for Captures …</source>
        <translation>Ordner für Aufnahmen …</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>Restore All &amp;Defaults</source>
        <translation>Alles auf &amp;Standard zurücksetzen</translation>
    </message>
    <message>
        <source>&amp;Pick the Object for SAM 3D</source>
        <translation>Ob&amp;jekt für SAM 3D wählen</translation>
    </message>
    <message>
        <source>&amp;Find a Control</source>
        <translation>Regler &amp;finden</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Result</source>
        <translation>&amp;Ergebnis</translation>
    </message>
    <message>
        <source>&amp;Source</source>
        <translation>&amp;Quelle</translation>
    </message>
    <message>
        <source>S&amp;plit</source>
        <translation>&amp;Geteilt</translation>
    </message>
    <message>
        <source>Side &amp;by Side</source>
        <translation>Dane&amp;ben</translation>
    </message>
    <message>
        <source>&amp;Mirror</source>
        <translation>&amp;Spiegeln</translation>
    </message>
    <message>
        <source>R&amp;otate</source>
        <translation>&amp;Drehen</translation>
    </message>
    <message>
        <source>&amp;Full Screen</source>
        <translation>&amp;Vollbild</translation>
    </message>
    <message>
        <source>Co&amp;ntrols</source>
        <translation>&amp;Regler</translation>
    </message>
    <message>
        <source>As the System</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>&amp;Colours</source>
        <translation>&amp;Farben</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>S&amp;prache</translation>
    </message>
    <message>
        <source>&amp;Outputs</source>
        <translation>A&amp;usgaben</translation>
    </message>
    <message>
        <source>&amp;Virtual Camera</source>
        <translation>&amp;Virtuelle Kamera</translation>
    </message>
    <message>
        <source>&amp;NDI</source>
        <translation>&amp;NDI</translation>
    </message>
    <message>
        <source>Switch On at Start What Was On</source>
        <translation>Beim Start einschalten, was an war</translation>
    </message>
    <message>
        <source>Start &amp;Minimised</source>
        <translation>&amp;Minimiert starten</translation>
    </message>
    <message>
        <source>Closing the Window Leaves It Running</source>
        <translation>Nach dem Schließen weiterlaufen</translation>
    </message>
    <message>
        <source>&amp;Key for the Virtual Camera …</source>
        <translation>&amp;Taste für die virtuelle Kamera …</translation>
    </message>
    <message>
        <source>&amp;Tools</source>
        <translation>&amp;Extras</translation>
    </message>
    <message>
        <source>&amp;Models …</source>
        <translation>&amp;Modelle …</translation>
    </message>
    <message>
        <source>&amp;Check This Computer …</source>
        <translation>&amp;Computer prüfen …</translation>
    </message>
    <message>
        <source>&amp;Log …</source>
        <translation>&amp;Protokoll …</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;First Steps …</source>
        <translation>&amp;Erste Schritte …</translation>
    </message>
    <message>
        <source>&amp;About camfilter</source>
        <translation>Ü&amp;ber camfilter</translation>
    </message>
</context>
<context>
    <name>App</name>
    <message>
        <source>{remedy}, then start again; until then no parameters are kept</source>
        <translation>{remedy}, dann neu starten; bis dahin werden keine Parameter gespeichert</translation>
    </message>
    <message>
        <source>something unforeseen went wrong: {text}</source>
        <translation>etwas Unvorhergesehenes ist schiefgegangen: {text}</translation>
    </message>
    <message>
        <source>report it with what the log says</source>
        <translation>mit dem Inhalt des Protokolls melden</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Problem</source>
        <translation>Problem</translation>
    </message>
    <message>
        <source>Copy this text</source>
        <translation>Diesen Text kopieren</translation>
    </message>
    <message>
        <source>Put away</source>
        <translation>Ausblenden</translation>
    </message>
    <message>
        <source>Try: {remedy}</source>
        <translation>Abhilfe: {remedy}</translation>
    </message>
</context>
<context>
    <name>CameraOptions</name>
    <message>
        <source>Virtual Camera</source>
        <translation>Virtuelle Kamera</translation>
    </message>
    <message>
        <source>The first that works</source>
        <translation>Die erste, die funktioniert</translation>
    </message>
    <message>
        <source>&amp;Check This Computer …</source>
        <translation>&amp;Computer prüfen …</translation>
    </message>
    <message>
        <source>&amp;Device:</source>
        <translation>&amp;Gerät:</translation>
    </message>
</context>
<context>
    <name>CaptureDesk</name>
    <message>
        <source>there is no picture yet</source>
        <translation>es gibt noch kein Bild</translation>
    </message>
    <message>
        <source>saved {name}</source>
        <translation>{name} gespeichert</translation>
    </message>
    <message>
        <source>Folder for Snapshots and Recordings</source>
        <translation>Ordner für Schnappschüsse und Aufzeichnungen</translation>
    </message>
</context>
<context>
    <name>CheckRow</name>
    <message>
        <source>Check again</source>
        <translation>Erneut prüfen</translation>
    </message>
    <message>
        <source>Check again: {name}</source>
        <translation>Erneut prüfen: {name}</translation>
    </message>
    <message>
        <source>Copy command</source>
        <translation>Befehl kopieren</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>{action}: {name}</source>
        <translation>{action}: {name}</translation>
    </message>
    <message>
        <source>Not checked</source>
        <translation>Nicht geprüft</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>Wird geprüft…</translation>
    </message>
    <message>
        <source>Works</source>
        <translation>Funktioniert</translation>
    </message>
    <message>
        <source>Not available (optional)</source>
        <translation>Nicht vorhanden (optional)</translation>
    </message>
    <message>
        <source>Does not work</source>
        <translation>Funktioniert nicht</translation>
    </message>
</context>
<context>
    <name>ChecksView</name>
    <message>
        <source>Check &amp;all again</source>
        <translation>&amp;Alles erneut prüfen</translation>
    </message>
    <message>
        <source>Copy &amp;report</source>
        <translation>&amp;Bericht kopieren</translation>
    </message>
    <message>
        <source>Checking this machine…</source>
        <translation>Dieser Rechner wird geprüft…</translation>
    </message>
    <message>
        <source>Nothing has been checked yet.</source>
        <translation>Noch wurde nichts geprüft.</translation>
    </message>
    <message>
        <source>Does not work: {count} of {all}.</source>
        <translation>Funktioniert nicht: {count} von {all}.</translation>
    </message>
    <message>
        <source>camfilter works here; {count} optional parts are not available.</source>
        <translation>camfilter funktioniert hier; optionale Teile, die fehlen: {count}.</translation>
    </message>
    <message>
        <source>Everything works.</source>
        <translation>Alles funktioniert.</translation>
    </message>
</context>
<context>
    <name>Controller</name>
    <message>
        <source>Loading the engine …</source>
        <translation>Engine wird geladen …</translation>
    </message>
    <message>
        <source>Start again</source>
        <translation>Neu starten</translation>
    </message>
    <message>
        <source>choose a value within its bounds</source>
        <translation>einen Wert innerhalb der Grenzen wählen</translation>
    </message>
</context>
<context>
    <name>ControlsPanel</name>
    <message>
        <source>Everyday</source>
        <translation>Häufig gebraucht</translation>
    </message>
    <message>
        <source>Find a control</source>
        <translation>Regler finden</translation>
    </message>
    <message>
        <source>No control has these words.</source>
        <translation>Kein Regler enthält diese Wörter.</translation>
    </message>
    <message>
        <source>{mark} loads the engine again</source>
        <translation>{mark} lädt die Engine neu</translation>
    </message>
    <message>
        <source>Reset All</source>
        <translation>Alle zurücksetzen</translation>
    </message>
    <message>
        <source>Give every parameter its default; can be undone</source>
        <translation>Alle Parameter auf ihren Standard zurücksetzen; lässt sich rückgängig machen</translation>
    </message>
</context>
<context>
    <name>FirstRunDialog</name>
    <message>
        <source>Welcome to camfilter</source>
        <translation>Willkommen bei camfilter</translation>
    </message>
    <message>
        <source>Depth and normals from your camera</source>
        <translation>Tiefe und Normalen aus der eigenen Kamera</translation>
    </message>
    <message>
        <source>The preview already runs behind this window. Below is what this computer has for sending the picture on: the virtual camera is what video calls and OBS see as a webcam, NDI goes to other programs and computers on the network. You can close this at any time; it is in the Help menu.</source>
        <translation>Die Vorschau läuft bereits hinter diesem Fenster. Unten steht, womit dieser Computer das Bild weitergeben kann: Die virtuelle Kamera erscheint in Videoanrufen und OBS als Webcam, NDI geht an andere Programme und Computer im Netzwerk. Dieses Fenster lässt sich jederzeit schließen und über das Menü Hilfe wieder öffnen.</translation>
    </message>
</context>
<context>
    <name>GroupBox</name>
    <message>
        <source>{group} ({count} changed)</source>
        <translation>{group} ({count} geändert)</translation>
    </message>
</context>
<context>
    <name>Hand</name>
    <message>
        <source>Pick the Object</source>
        <translation>Objekt wählen</translation>
    </message>
    <message>
        <source>Nothing is known of the distance there.</source>
        <translation>Dort ist die Entfernung nicht bekannt.</translation>
    </message>
    <message>
        <source>pick another place</source>
        <translation>eine andere Stelle wählen</translation>
    </message>
    <message>
        <source>Turn the Orbit View</source>
        <translation>Umlaufansicht drehen</translation>
    </message>
</context>
<context>
    <name>HistogramView</name>
    <message>
        <source>Depth histogram</source>
        <translation>Tiefenhistogramm</translation>
    </message>
    <message>
        <source>No depth yet</source>
        <translation>Noch keine Tiefe</translation>
    </message>
</context>
<context>
    <name>Hotkey</name>
    <message>
        <source>&apos;{keys}&apos; is no key that can work everywhere</source>
        <translation>„{keys}“ ist keine Taste, die überall gelten kann</translation>
    </message>
    <message>
        <source>&apos;{keys}&apos; alone would be missed elsewhere</source>
        <translation>„{keys}“ allein würde anderswo fehlen</translation>
    </message>
</context>
<context>
    <name>KeyDialog</name>
    <message>
        <source>Key for the Virtual Camera</source>
        <translation>Taste für die virtuelle Kamera</translation>
    </message>
    <message>
        <source>This key turns the virtual camera on and off while you use other programs.</source>
        <translation>Diese Taste schaltet die virtuelle Kamera ein und aus, auch während andere Programme im Vordergrund sind.</translation>
    </message>
    <message>
        <source>&amp;Key:</source>
        <translation>&amp;Taste:</translation>
    </message>
</context>
<context>
    <name>LogView</name>
    <message>
        <source>Show only lines with this text</source>
        <translation>Nur Zeilen mit diesem Text zeigen</translation>
    </message>
    <message>
        <source>F&amp;ollow</source>
        <translation>&amp;Folgen</translation>
    </message>
    <message>
        <source>Keeps the newest line in view</source>
        <translation>Hält die neueste Zeile im Blick</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>Information</source>
        <translation>Informationen</translation>
    </message>
    <message>
        <source>Warnings</source>
        <translation>Warnungen</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>S&amp;how:</source>
        <translation>An&amp;zeigen:</translation>
    </message>
    <message>
        <source>&amp;Search:</source>
        <translation>&amp;Suchen:</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>Save &amp;as…</source>
        <translation>Speichern &amp;unter…</translation>
    </message>
    <message>
        <source>C&amp;lear</source>
        <translation>&amp;Leeren</translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation>Kopiert.</translation>
    </message>
    <message>
        <source>Save the log</source>
        <translation>Protokoll speichern</translation>
    </message>
    <message>
        <source>Saved in {path}.</source>
        <translation>Gespeichert in {path}.</translation>
    </message>
    <message>
        <source>cannot write {path}: {reason}</source>
        <translation>{path} lässt sich nicht schreiben: {reason}</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Virtual camera</source>
        <translation>Virtuelle Kamera</translation>
    </message>
    <message>
        <source>NDI</source>
        <translation>NDI</translation>
    </message>
    <message>
        <source>&amp;Source:</source>
        <translation>&amp;Quelle:</translation>
    </message>
</context>
<context>
    <name>ModelRow</name>
    <message>
        <source>Progress of {name}</source>
        <translation>Fortschritt von {name}</translation>
    </message>
    <message>
        <source>&amp;Download</source>
        <translation>&amp;Herunterladen</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>What has come is kept; the download continues from there.</source>
        <translation>Was schon da ist, bleibt; der Download geht dort weiter.</translation>
    </message>
    <message>
        <source>How to get access…</source>
        <translation>Zugang erhalten…</translation>
    </message>
    <message>
        <source>Check files</source>
        <translation>Dateien prüfen</translation>
    </message>
    <message>
        <source>Reads all files and compares them with the published ones</source>
        <translation>Liest alle Dateien und vergleicht sie mit den veröffentlichten</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Löschen…</translation>
    </message>
    <message>
        <source>{action}: {model}</source>
        <translation>{action}: {model}</translation>
    </message>
    <message>
        <source>&amp;Retry</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>&amp;Resume</source>
        <translation>&amp;Fortsetzen</translation>
    </message>
    <message>
        <source>Delete copies…</source>
        <translation>Kopien löschen…</translation>
    </message>
    <message>
        <source>Comparing its files with the published ones…</source>
        <translation>Die Dateien werden mit den veröffentlichten verglichen…</translation>
    </message>
    <message>
        <source>Looking for it on this machine…</source>
        <translation>Wird auf diesem Rechner gesucht…</translation>
    </message>
    <message>
        <source>Installed; every file is as it was published.</source>
        <translation>Installiert; jede Datei ist so, wie sie veröffentlicht wurde.</translation>
    </message>
    <message>
        <source>page</source>
        <translation>Seite</translation>
    </message>
    <message>
        <source>needs an account</source>
        <translation>Konto nötig</translation>
    </message>
    <message>
        <source>brings {name} with it ({size})</source>
        <translation>bringt {name} mit ({size})</translation>
    </message>
    <message>
        <source>Waits for the downloads before it.</source>
        <translation>Wartet auf die Downloads davor.</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>Wird angehalten…</translation>
    </message>
    <message>
        <source>Comparing what has come with what was published…</source>
        <translation>Die Dateien werden mit den veröffentlichten verglichen…</translation>
    </message>
    <message>
        <source>Downloading…</source>
        <translation>Wird heruntergeladen…</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} von {total}</translation>
    </message>
    <message>
        <source>Not complete: {received} of {size} are here, and are kept.</source>
        <translation>Unvollständig: {received} von {size} sind hier und bleiben.</translation>
    </message>
    <message>
        <source>Not downloaded.</source>
        <translation>Nicht heruntergeladen.</translation>
    </message>
    <message>
        <source>camfilter&apos;s faster copies of it take {size}.</source>
        <translation>Die schnelleren Kopien von camfilter belegen {size}.</translation>
    </message>
    <message>
        <source>Installed in {folder}; {size} on disk.</source>
        <translation>Installiert in {folder}; belegt {size}.</translation>
    </message>
    <message>
        <source>Installed: found in the cache of the Hugging Face hub, {folder}. Other programs may use it there, so it is not deleted here.</source>
        <translation>Installiert: gefunden im Cache des Hugging Face Hub, {folder}. Andere Programme können es dort nutzen, deshalb wird es hier nicht gelöscht.</translation>
    </message>
    <message>
        <source>Installed: found in {folder}. It was not put there by camfilter, so it is not deleted here.</source>
        <translation>Installiert: gefunden in {folder}. Es stammt nicht von camfilter, deshalb wird es hier nicht gelöscht.</translation>
    </message>
</context>
<context>
    <name>ModelsPage</name>
    <message>
        <source>Open &amp;folder</source>
        <translation>&amp;Ordner öffnen</translation>
    </message>
    <message>
        <source>Look a&amp;gain</source>
        <translation>Erneut &amp;suchen</translation>
    </message>
    <message>
        <source>Looks again at what is on this machine</source>
        <translation>Sucht noch einmal, was auf diesem Rechner ist</translation>
    </message>
    <message>
        <source>The embedded engine comes with camfilter and needs nothing from here. These weights give better pictures on a machine with a GPU. Nothing is downloaded without a click.</source>
        <translation>Die eingebaute Engine kommt mit camfilter und braucht nichts von hier. Diese Gewichte geben auf einem Rechner mit GPU bessere Bilder. Nichts wird ohne einen Klick heruntergeladen.</translation>
    </message>
    <message>
        <source>Their engines need PyTorch, which is not installed: {command}, then start again.</source>
        <translation>Die Engines dazu brauchen PyTorch, das nicht installiert ist: {command}, danach neu starten.</translation>
    </message>
    <message>
        <source>{used} used, {free} free in {folder}</source>
        <translation>{used} belegt, {free} frei in {folder}</translation>
    </message>
    <message>
        <source>Delete weights</source>
        <translation>Gewichte löschen</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>&amp;Löschen</translation>
    </message>
    <message>
        <source>Delete {name} from this machine?</source>
        <translation>{name} von diesem Rechner löschen?</translation>
    </message>
    <message>
        <source>{size} become free. To use it again it has to be downloaded again.</source>
        <translation>{size} werden frei. Für eine weitere Nutzung ist ein neuer Download nötig.</translation>
    </message>
    <message>
        <source>What has come of it so far, {size}, goes.</source>
        <translation>Was bisher davon da ist, {size}, geht verloren.</translation>
    </message>
    <message>
        <source>Delete camfilter&apos;s faster copies of {name}?</source>
        <translation>Die schnelleren Kopien von {name} löschen?</translation>
    </message>
    <message>
        <source>{size} become free. The weights in {folder} stay.</source>
        <translation>{size} werden frei. Die Gewichte in {folder} bleiben.</translation>
    </message>
</context>
<context>
    <name>NdiOptions</name>
    <message>
        <source>NDI Output</source>
        <translation>NDI-Ausgabe</translation>
    </message>
    <message>
        <source>&amp;Depth in 16 bit</source>
        <translation>&amp;Tiefe mit 16 Bit</translation>
    </message>
    <message>
        <source>&amp;Normals</source>
        <translation>&amp;Normalen</translation>
    </message>
    <message>
        <source>&amp;Camera&apos;s picture with the depth in its alpha</source>
        <translation>&amp;Kamerabild mit der Tiefe im Alphakanal</translation>
    </message>
    <message>
        <source>N&amp;ame:</source>
        <translation>N&amp;ame:</translation>
    </message>
    <message>
        <source>Besides the picture, sources of their own:</source>
        <translation>Neben dem Bild als eigene Quellen:</translation>
    </message>
    <message>
        <source>This cannot be the name of a source.</source>
        <translation>So kann eine Quelle nicht heißen.</translation>
    </message>
</context>
<context>
    <name>OutletCard</name>
    <message>
        <source>Options of: {output}</source>
        <translation>Optionen für: {output}</translation>
    </message>
    <message>
        <source>Options</source>
        <translation>Optionen</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>starting …</source>
        <translation>startet …</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>waiting: {problem}</source>
        <translation>wartet: {problem}</translation>
    </message>
    <message>
        <source>could not start: {problem}</source>
        <translation>Start fehlgeschlagen: {problem}</translation>
    </message>
    <message>
        <source>on as {name}; nobody watches yet</source>
        <translation>an als {name}; noch sieht niemand zu</translation>
    </message>
    <message>
        <source>on as {name}; being watched</source>
        <translation>an als {name}; wird angesehen</translation>
    </message>
    <message>
        <source>on: choose {name} in the other program</source>
        <translation>an: im anderen Programm {name} wählen</translation>
    </message>
    <message>
        <source>on as {name}; nobody receives yet</source>
        <translation>an als {name}; noch kein Empfänger</translation>
    </message>
    <message numerus="yes">
        <source>on as {name}; received by %n</source>
        <translation>
            <numerusform>an als {name}; %n Empfänger</numerusform>
            <numerusform>an als {name}; %n Empfänger</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Outputs</name>
    <message>
        <source>the recording cannot be written: {reason}</source>
        <translation>die Aufzeichnung lässt sich nicht schreiben: {reason}</translation>
    </message>
    <message>
        <source>choose another folder</source>
        <translation>einen anderen Ordner wählen</translation>
    </message>
    <message>
        <source>recording …</source>
        <translation>zeichnet auf …</translation>
    </message>
    <message>
        <source>recording saved</source>
        <translation>Aufzeichnung gespeichert</translation>
    </message>
    <message>
        <source>nothing was recorded</source>
        <translation>es wurde nichts aufgenommen</translation>
    </message>
</context>
<context>
    <name>PresetDialog</name>
    <message>
        <source>Save Preset</source>
        <translation>Voreinstellung speichern</translation>
    </message>
    <message>
        <source>What it is good for (optional)</source>
        <translation>Wofür sie gut ist (optional)</translation>
    </message>
    <message>
        <source>Keeps how the picture looks: output, colours, range, smoothing and opacity. Engine, size, rate and orientation stay as they are wherever it is used.</source>
        <translation>Bewahrt das Aussehen des Bildes: Ausgabe, Farben, Bereich, Glättung und Deckkraft. Engine, Größe, Bildrate und Ausrichtung bleiben beim Anwenden, wie sie sind.</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>&amp;Description</source>
        <translation>&amp;Beschreibung</translation>
    </message>
    <message>
        <source>A preset that comes with camfilter has this name.</source>
        <translation>So heißt eine mitgelieferte Voreinstellung.</translation>
    </message>
    <message>
        <source>Replaces your preset of this name.</source>
        <translation>Ersetzt die eigene Voreinstellung dieses Namens.</translation>
    </message>
</context>
<context>
    <name>PresetsBar</name>
    <message>
        <source>Preset</source>
        <translation>Voreinstellung</translation>
    </message>
    <message>
        <source>A look kept under a name</source>
        <translation>Ein Aussehen, unter einem Namen aufbewahrt</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>Speichern…</translation>
    </message>
    <message>
        <source>Keep how the picture looks now as a preset; engine, size and orientation not</source>
        <translation>Das jetzige Aussehen des Bildes als Voreinstellung aufbewahren, ohne Engine, Größe und Ausrichtung</translation>
    </message>
    <message>
        <source>Delete, import and export presets</source>
        <translation>Voreinstellungen löschen, importieren und exportieren</translation>
    </message>
    <message>
        <source>More about presets</source>
        <translation>Mehr zu Voreinstellungen</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Löschen…</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>Importieren…</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>{preset} (changed)</source>
        <translation>{preset} (geändert)</translation>
    </message>
    <message>
        <source>Choose a preset</source>
        <translation>Voreinstellung wählen</translation>
    </message>
    <message>
        <source>Preset {name}</source>
        <translation>Voreinstellung {name}</translation>
    </message>
    <message>
        <source>Written to {path}.</source>
        <translation>Gespeichert in {path}.</translation>
    </message>
    <message>
        <source>Delete Preset</source>
        <translation>Voreinstellung löschen</translation>
    </message>
    <message>
        <source>Delete the preset “{name}”?</source>
        <translation>Die Voreinstellung „{name}“ löschen?</translation>
    </message>
    <message>
        <source>This cannot be undone.</source>
        <translation>Das lässt sich nicht rückgängig machen.</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Import Preset</source>
        <translation>Voreinstellung importieren</translation>
    </message>
    <message>
        <source>Export Preset</source>
        <translation>Voreinstellung exportieren</translation>
    </message>
    <message>
        <source>Presets (*.toml)</source>
        <translation>Voreinstellungen (*.toml)</translation>
    </message>
</context>
<context>
    <name>PreviewView</name>
    <message>
        <source>Preview</source>
        <translation>Vorschau</translation>
    </message>
    <message>
        <source>Click on the picture; Esc to leave it as it is</source>
        <translation>Ins Bild klicken; Esc lässt es, wie es ist</translation>
    </message>
</context>
<context>
    <name>RangePanel</name>
    <message>
        <source>Lock Range</source>
        <translation>Bereich sperren</translation>
    </message>
    <message>
        <source>Keep near and far as they are; unlocked, they follow the scene.</source>
        <translation>Nah und Fern bleiben, wie sie sind; entsperrt folgen sie der Szene.</translation>
    </message>
    <message>
        <source>Let the range follow the scene again</source>
        <translation>Den Bereich wieder der Szene folgen lassen</translation>
    </message>
    <message>
        <source>Pick</source>
        <translation>Wählen</translation>
    </message>
    <message>
        <source>Pick {end} from the picture</source>
        <translation>{end} im Bild wählen</translation>
    </message>
    <message>
        <source>Then click on the picture: the depth there becomes this end</source>
        <translation>Danach ins Bild klicken: Die Tiefe dort wird zu diesem Ende</translation>
    </message>
    <message>
        <source>Reset {parameter}</source>
        <translation>{parameter} zurücksetzen</translation>
    </message>
</context>
<context>
    <name>ResetButton</name>
    <message>
        <source>Reset {parameter}</source>
        <translation>{parameter} zurücksetzen</translation>
    </message>
</context>
<context>
    <name>Row</name>
    <message>
        <source>Reset to {value}</source>
        <translation>Zurücksetzen auf {value}</translation>
    </message>
    <message>
        <source>Applies when the engine is loaded again.</source>
        <translation>Gilt, sobald die Engine neu geladen ist.</translation>
    </message>
</context>
<context>
    <name>SettingsModel</name>
    <message>
        <source>Reset {parameter}</source>
        <translation>{parameter} zurücksetzen</translation>
    </message>
    <message>
        <source>Restore All Defaults</source>
        <translation>Alles auf Standard zurücksetzen</translation>
    </message>
</context>
<context>
    <name>Snapshots</name>
    <message>
        <source>the snapshot cannot be written: {reason}</source>
        <translation>der Schnappschuss lässt sich nicht schreiben: {reason}</translation>
    </message>
</context>
<context>
    <name>SourceDesk</name>
    <message>
        <source>Looking for a camera …</source>
        <translation>Kamera wird gesucht …</translation>
    </message>
    <message>
        <source>Open a Video or a Picture</source>
        <translation>Video oder Bild öffnen</translation>
    </message>
    <message>
        <source>Open a Folder of Pictures</source>
        <translation>Ordner mit Bildern öffnen</translation>
    </message>
    <message>
        <source>NDI at an Address</source>
        <translation>NDI an einer Adresse</translation>
    </message>
    <message>
        <source>NAME@ADDRESS, or @ADDRESS alone:</source>
        <translation>NAME@ADRESSE, oder nur @ADRESSE:</translation>
    </message>
</context>
<context>
    <name>SourcePicker</name>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>Where pictures come from</source>
        <translation>Woher die Bilder kommen</translation>
    </message>
    <message>
        <source>Open a file …</source>
        <translation>Datei öffnen …</translation>
    </message>
    <message>
        <source>Open a folder …</source>
        <translation>Ordner öffnen …</translation>
    </message>
    <message>
        <source>NDI at an address …</source>
        <translation>NDI an einer Adresse …</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Erneut suchen</translation>
    </message>
</context>
<context>
    <name>StatusStrip</name>
    <message>
        <source>Pictures a second that come out</source>
        <translation>Ausgegebene Bilder je Sekunde</translation>
    </message>
    <message>
        <source>From the moment a picture is taken until it is delivered, median</source>
        <translation>Von der Aufnahme eines Bildes bis zur Ausgabe, Median</translation>
    </message>
    <message>
        <source>How old the geometry is that a picture shows, median</source>
        <translation>Alter der Geometrie, die ein Bild zeigt, Median</translation>
    </message>
    <message>
        <source>{fps:.0f} fps</source>
        <translation>{fps:.0f} fps</translation>
    </message>
    <message>
        <source>latency {ms:.0f} ms</source>
        <translation>Latenz {ms:.0f} ms</translation>
    </message>
    <message>
        <source>geometry {ms:.0f} ms old</source>
        <translation>Geometrie {ms:.0f} ms alt</translation>
    </message>
    <message>
        <source>loading the engine …</source>
        <translation>Engine wird geladen …</translation>
    </message>
    <message>
        <source>{engine} on {device}</source>
        <translation>{engine} auf {device}</translation>
    </message>
</context>
<context>
    <name>SwitchRow</name>
    <message>
        <source>on</source>
        <translation>an</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
</context>
<context>
    <name>TextLabel</name>
    <message>
        <source>Failed:</source>
        <translation>Fehlgeschlagen:</translation>
    </message>
    <message>
        <source>What to do:</source>
        <translation>Abhilfe:</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>Show camfilter</source>
        <translation>camfilter zeigen</translation>
    </message>
</context>
<context>
    <name>Windows</name>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Check This Computer</source>
        <translation>Computer prüfen</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>the language changes when camfilter starts again</source>
        <translation>die Sprache wechselt beim nächsten Start von camfilter</translation>
    </message>
</context>
<context>
    <name>amounts</name>
    <message>
        <source>{size}/s</source>
        <translation>{size}/s</translation>
    </message>
    <message>
        <source>{s} s left</source>
        <translation>noch {s} s</translation>
    </message>
    <message>
        <source>{min} min left</source>
        <translation>noch {min} min</translation>
    </message>
    <message>
        <source>{h} h {min} min left</source>
        <translation>noch {h} h {min} min</translation>
    </message>
</context>
<context>
    <name>core</name>
    <message>
        <source> (did you mean &apos;{1}&apos;?)</source>
        <translation> (gemeint war „{1}“?)</translation>
    </message>
    <message>
        <source>&apos;+{1}&apos; is nothing that NDI can send</source>
        <translation>„+{1}“ kann NDI nicht senden</translation>
    </message>
    <message>
        <source>&apos;source&apos;, or WIDTHxHEIGHT with even numbers, at most 7680x4320</source>
        <translation>&apos;source&apos; (wie die Quelle) oder BREITExHÖHE mit geraden Zahlen, höchstens 7680x4320</translation>
    </message>
    <message>
        <source>&apos;source&apos;, or WIDTHxHEIGHT with even numbers, at most 7680x4320.</source>
        <translation>&apos;source&apos; (wie die Quelle) oder BREITExHÖHE mit geraden Zahlen, höchstens 7680x4320.</translation>
    </message>
    <message>
        <source>&apos;{1}&apos; begins with a home folder that is not known</source>
        <translation>„{1}“ beginnt mit einem unbekannten Benutzerordner</translation>
    </message>
    <message>
        <source>&apos;{1}&apos; cannot be connected to</source>
        <translation>zu „{1}“ lässt sich keine Verbindung herstellen</translation>
    </message>
    <message>
        <source>&apos;{1}&apos; cannot be the name of a preset</source>
        <translation>„{1}“ kann nicht der Name einer Voreinstellung sein</translation>
    </message>
    <message>
        <source>&apos;{1}&apos; cannot be used: {2}</source>
        <translation>„{1}“ ist nicht verwendbar: {2}</translation>
    </message>
    <message>
        <source>&apos;{1}&apos; fits {2} cameras</source>
        <translation>„{1}“ passt auf {2} Kameras</translation>
    </message>
    <message>
        <source>&apos;{1}&apos; holds no pictures, only sound or data</source>
        <translation>„{1}“ enthält keine Bilder, nur Ton oder Daten</translation>
    </message>
    <message>
        <source>&apos;{1}&apos; is a built-in preset</source>
        <translation>„{1}“ ist eine eingebaute Voreinstellung</translation>
    </message>
    <message>
        <source>&apos;{1}&apos; is a folder, not a file</source>
        <translation>„{1}“ ist ein Ordner, keine Datei</translation>
    </message>
    <message>
        <source>&apos;{1}&apos; is empty</source>
        <translation>„{1}“ ist leer</translation>
    </message>
    <message>
        <source>&apos;{1}&apos; is no kind of picture</source>
        <translation>„{1}“ ist keine Art von Bild</translation>
    </message>
    <message>
        <source>&apos;{1}&apos; is no kind of video camfilter writes</source>
        <translation>Videos der Art „{1}“ schreibt camfilter nicht</translation>
    </message>
    <message>
        <source>&apos;{1}&apos; is no output</source>
        <translation>„{1}“ ist keine Ausgabe</translation>
    </message>
    <message>
        <source>&apos;{1}&apos; is not a picture that can be read, or it is cut short</source>
        <translation>„{1}“ ist kein lesbares Bild oder unvollständig</translation>
    </message>
    <message>
        <source>&apos;{1}&apos; is not a port number</source>
        <translation>„{1}“ ist keine Portnummer</translation>
    </message>
    <message>
        <source>&apos;{1}&apos; is not a video that can be read, or it is cut short</source>
        <translation>„{1}“ ist kein lesbares Video oder unvollständig</translation>
    </message>
    <message>
        <source>&apos;{1}&apos; is not an address</source>
        <translation>„{1}“ ist keine Adresse</translation>
    </message>
    <message>
        <source>&apos;{1}&apos; is not open</source>
        <translation>„{1}“ ist nicht geöffnet</translation>
    </message>
    <message>
        <source>&apos;{1}&apos; is one picture, not a video</source>
        <translation>„{1}“ ist ein einzelnes Bild, kein Video</translation>
    </message>
    <message>
        <source>&apos;{1}&apos; is the virtual camera that camfilter itself writes to</source>
        <translation>„{1}“ ist die virtuelle Kamera, auf die camfilter selbst schreibt</translation>
    </message>
    <message>
        <source>&apos;{1}&apos; may not be read</source>
        <translation>„{1}“ darf nicht gelesen werden</translation>
    </message>
    <message>
        <source>+depth and +depth8 have the same name</source>
        <translation>+depth und +depth8 haben denselben Namen</translation>
    </message>
    <message>
        <source>0°</source>
        <translation>0°</translation>
    </message>
    <message>
        <source>16-bit depth</source>
        <translation>Tiefe mit 16 Bit</translation>
    </message>
    <message>
        <source>180°</source>
        <translation>180°</translation>
    </message>
    <message>
        <source>270°</source>
        <translation>270°</translation>
    </message>
    <message>
        <source>32</source>
        <translation>32</translation>
    </message>
    <message>
        <source>4</source>
        <translation>4</translation>
    </message>
    <message>
        <source>90°</source>
        <translation>90°</translation>
    </message>
    <message>
        <source>A fixed range of 0.5 to 4 m, so that a distance always has the same grey.</source>
        <translation>Fester Bereich von 0,5 bis 4 m: Eine Entfernung hat immer denselben Grauton.</translation>
    </message>
    <message>
        <source>A grey mist pass: clear near the camera, white in the distance.</source>
        <translation>Grauer Nebel: klar bei der Kamera, weiß in der Ferne.</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>Alpha</source>
        <translation>Alpha</translation>
    </message>
    <message>
        <source>Auto</source>
        <translation>Auto</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Rückseite</translation>
    </message>
    <message>
        <source>Behind</source>
        <translation>Dahinter</translation>
    </message>
    <message>
        <source>Both</source>
        <translation>Beide</translation>
    </message>
    <message>
        <source>Both wide</source>
        <translation>Beide, doppelt breit</translation>
    </message>
    <message>
        <source>Brightness follows inverse distance (fine steps near the camera) or distance itself.</source>
        <translation>Die Helligkeit folgt dem Kehrwert der Entfernung (feine Stufen nahe der Kamera) oder der Entfernung selbst.</translation>
    </message>
    <message>
        <source>Built-in</source>
        <translation>Eingebaut</translation>
    </message>
    <message>
        <source>CAMFILTER_MOGE_MODEL asks for &apos;{1}&apos;, which does not exist</source>
        <translation>CAMFILTER_MOGE_MODEL verlangt „{1}“, das es nicht gibt</translation>
    </message>
    <message>
        <source>CAMFILTER_MOGE_MODEL asks for &apos;{1}&apos;, which is not MoGe</source>
        <translation>CAMFILTER_MOGE_MODEL verlangt „{1}“, das kein MoGe ist</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>CUDA</source>
        <translation>CUDA</translation>
    </message>
    <message>
        <source>Calm</source>
        <translation>Ruhig</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>Kamera</translation>
    </message>
    <message>
        <source>Camera-space normals with green pointing down, for Unreal and other DirectX engines.</source>
        <translation>Normalen im Kameraraum, Grün zeigt nach unten: für Unreal und andere DirectX-Engines.</translation>
    </message>
    <message>
        <source>Camera-space normals with green pointing up, for Blender, Unity and ControlNet.</source>
        <translation>Normalen im Kameraraum, Grün zeigt nach oben: für Blender, Unity und ControlNet.</translation>
    </message>
    <message>
        <source>Classic depth</source>
        <translation>Klassische Tiefe</translation>
    </message>
    <message>
        <source>Colour table of the depth picture.</source>
        <translation>Farbtabelle des Tiefenbildes.</translation>
    </message>
    <message>
        <source>Core ML</source>
        <translation>Core ML</translation>
    </message>
    <message>
        <source>CoreML is part of onnxruntime on macOS only; elsewhere use --device cpu</source>
        <translation>CoreML gehört nur unter macOS zu onnxruntime; sonst --device cpu verwenden</translation>
    </message>
    <message>
        <source>Demo</source>
        <translation>Demo</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>Tiefe</translation>
    </message>
    <message>
        <source>Depth Colormap</source>
        <translation>Farbtabelle der Tiefe</translation>
    </message>
    <message>
        <source>Depth Curve</source>
        <translation>Tiefenkurve</translation>
    </message>
    <message>
        <source>Depth Range</source>
        <translation>Tiefenbereich</translation>
    </message>
    <message>
        <source>Depth in turbo colours laid half over the camera&apos;s picture.</source>
        <translation>Tiefe in Turbo-Farben, halb über das Kamerabild gelegt.</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Diffusion Steps</source>
        <translation>Diffusionsschritte</translation>
    </message>
    <message>
        <source>DirectML</source>
        <translation>DirectML</translation>
    </message>
    <message>
        <source>DirectX</source>
        <translation>DirectX</translation>
    </message>
    <message>
        <source>Distance shown brightest while the range is locked: metres, or the engine&apos;s own unit.</source>
        <translation>Entfernung, die bei gesperrtem Bereich am hellsten ist: Meter oder die eigene Einheit der Engine.</translation>
    </message>
    <message>
        <source>Distance shown darkest while the range is locked: metres, or the engine&apos;s own unit.</source>
        <translation>Entfernung, die bei gesperrtem Bereich am dunkelsten ist: Meter oder die eigene Einheit der Engine.</translation>
    </message>
    <message>
        <source>Edge Refinement</source>
        <translation>Kanten verfeinern</translation>
    </message>
    <message>
        <source>Effect Opacity</source>
        <translation>Deckkraft des Effekts</translation>
    </message>
    <message>
        <source>Embedded nets</source>
        <translation>Eingebaute Netze</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>Engine</translation>
    </message>
    <message>
        <source>Every frame</source>
        <translation>Jedes Bild</translation>
    </message>
    <message>
        <source>FP16</source>
        <translation>FP16</translation>
    </message>
    <message>
        <source>FP32</source>
        <translation>FP32</translation>
    </message>
    <message>
        <source>Far</source>
        <translation>Fern</translation>
    </message>
    <message>
        <source>Float depth</source>
        <translation>Tiefe als Gleitkommazahlen</translation>
    </message>
    <message>
        <source>Fog</source>
        <translation>Nebel</translation>
    </message>
    <message>
        <source>Follow the scene slowly, or keep Near and Far as they are set.</source>
        <translation>Der Szene langsam folgen, oder Nah und Fern lassen, wie sie eingestellt sind.</translation>
    </message>
    <message>
        <source>Full</source>
        <translation>Ganzes Bild</translation>
    </message>
    <message>
        <source>GPU</source>
        <translation>GPU</translation>
    </message>
    <message>
        <source>GPU Memory</source>
        <translation>GPU-Speicher</translation>
    </message>
    <message>
        <source>Gaussians per Voxel</source>
        <translation>Gauß-Splats je Voxel</translation>
    </message>
    <message>
        <source>Grayscale</source>
        <translation>Graustufen</translation>
    </message>
    <message>
        <source>Green points up (OpenGL) or down (DirectX).</source>
        <translation>Grün zeigt nach oben (OpenGL) oder nach unten (DirectX).</translation>
    </message>
    <message>
        <source>Heat overlay</source>
        <translation>Wärmebild-Überlagerung</translation>
    </message>
    <message>
        <source>How finely SAM 3D draws its object; auto takes 4, enough for depth, if those weights are here.</source>
        <translation>Wie fein SAM 3D das Objekt zeichnet; Auto nimmt 4, genug für die Tiefe, wenn die Gewichte dafür vorhanden sind.</translation>
    </message>
    <message>
        <source>How many degrees the orbit picture is seen from above.</source>
        <translation>Um wie viele Grad die Umlaufansicht von oben gesehen wird.</translation>
    </message>
    <message>
        <source>How many degrees the orbit picture is seen from the side.</source>
        <translation>Um wie viele Grad die Umlaufansicht von der Seite gesehen wird.</translation>
    </message>
    <message>
        <source>How many degrees the view of the orbit picture sways by itself; 0 holds it still.</source>
        <translation>Um wie viele Grad die Umlaufansicht von selbst schwenkt; bei 0 steht sie still.</translation>
    </message>
    <message>
        <source>How much of the effect covers the source picture.</source>
        <translation>Wie stark der Effekt das Quellbild überdeckt.</translation>
    </message>
    <message>
        <source>How much of the past a still part of the picture keeps; moving parts stay current.</source>
        <translation>Wie viel Vergangenes in ruhenden Bildteilen bleibt; bewegte bleiben aktuell.</translation>
    </message>
    <message>
        <source>How much of the way SAM 3D starts the next object from the one before, in fewer steps, while it follows one; 0 starts from the same noise each time.</source>
        <translation>Wie weit SAM 3D das nächste Objekt vom vorigen aus beginnt, in weniger Schritten, solange es einem folgt; bei 0 beginnt es jedes Mal mit demselben Rauschen.</translation>
    </message>
    <message>
        <source>Hugging Face cannot be asked about the token ({1})</source>
        <translation>Hugging Face ist zu dem Token nicht zu befragen ({1})</translation>
    </message>
    <message>
        <source>Hugging Face does not accept this token</source>
        <translation>Hugging Face nimmt dieses Token nicht an</translation>
    </message>
    <message>
        <source>Hugging Face does not accept your token for {1}</source>
        <translation>Hugging Face nimmt das Token für {1} nicht an</translation>
    </message>
    <message>
        <source>Hugging Face does not show {1} without an account</source>
        <translation>Hugging Face zeigt {1} nicht ohne Konto</translation>
    </message>
    <message>
        <source>Hugging Face forbids this machine to download {1}</source>
        <translation>Hugging Face verbietet diesem Rechner, {1} herunterzuladen</translation>
    </message>
    <message>
        <source>INT8</source>
        <translation>INT8</translation>
    </message>
    <message>
        <source>Inference Resolution</source>
        <translation>Inferenzauflösung</translation>
    </message>
    <message>
        <source>Inverse</source>
        <translation>Kehrwert</translation>
    </message>
    <message>
        <source>Invert Depth</source>
        <translation>Tiefe umkehren</translation>
    </message>
    <message>
        <source>Keep all of SAM 3D&apos;s networks on the GPU, or only the one at work (low: slower, fits into 8 GB); auto goes by the size of the GPU.</source>
        <translation>Alle Netze von SAM 3D auf der GPU halten oder nur das gerade arbeitende (Wenig: langsamer, passt in 8 GB); Auto richtet sich nach der Größe der GPU.</translation>
    </message>
    <message>
        <source>Linear</source>
        <translation>Linear</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>Gesperrt</translation>
    </message>
    <message>
        <source>Locked studio</source>
        <translation>Studio, gesperrt</translation>
    </message>
    <message>
        <source>Long side of the picture the engine sees: more is finer and slower.</source>
        <translation>Lange Seite des Bildes, das die Engine sieht: mehr ist feiner und langsamer.</translation>
    </message>
    <message>
        <source>Low</source>
        <translation>Wenig</translation>
    </message>
    <message>
        <source>MPS</source>
        <translation>MPS</translation>
    </message>
    <message>
        <source>Magma</source>
        <translation>Magma</translation>
    </message>
    <message>
        <source>Mirror</source>
        <translation>Spiegeln</translation>
    </message>
    <message>
        <source>MoGe</source>
        <translation>MoGe</translation>
    </message>
    <message>
        <source>MoGe 1 ViT-L: the point map that SAM 3D Objects starts from</source>
        <translation>MoGe 1 ViT-L: die Punktkarte, von der SAM 3D Objects ausgeht</translation>
    </message>
    <message>
        <source>MoGe 2</source>
        <translation>MoGe 2</translation>
    </message>
    <message>
        <source>MoGe 2 ViT-B: metric depth and normals</source>
        <translation>MoGe 2 ViT-B: metrische Tiefe und Normalen</translation>
    </message>
    <message>
        <source>MoGe 2 ViT-L: metric depth and normals, most accurate</source>
        <translation>MoGe 2 ViT-L: metrische Tiefe und Normalen, am genauesten</translation>
    </message>
    <message>
        <source>MoGe 2 ViT-S: metric depth and normals, smallest and fastest</source>
        <translation>MoGe 2 ViT-S: metrische Tiefe und Normalen, am kleinsten und schnellsten</translation>
    </message>
    <message>
        <source>Most pictures a second; 0 follows the source.</source>
        <translation>Höchstens so viele Bilder je Sekunde; 0 folgt der Quelle.</translation>
    </message>
    <message>
        <source>NDI</source>
        <translation>NDI</translation>
    </message>
    <message>
        <source>NDI Audio</source>
        <translation>NDI-Ton</translation>
    </message>
    <message>
        <source>NDI discovery</source>
        <translation>NDI-Suche im Netzwerk</translation>
    </message>
    <message>
        <source>NDI does not support this processor</source>
        <translation>NDI unterstützt diesen Prozessor nicht</translation>
    </message>
    <message>
        <source>NDI has ended in this process</source>
        <translation>NDI ist in diesem Prozess beendet</translation>
    </message>
    <message>
        <source>NDI library</source>
        <translation>NDI-Bibliothek</translation>
    </message>
    <message>
        <source>NDI loopback</source>
        <translation>NDI an sich selbst</translation>
    </message>
    <message>
        <source>NDI needs the Avahi client library</source>
        <translation>NDI braucht die Client-Bibliothek von Avahi</translation>
    </message>
    <message>
        <source>NDI sources cannot be looked for</source>
        <translation>NDI-Quellen lassen sich nicht suchen</translation>
    </message>
    <message>
        <source>Near</source>
        <translation>Nah</translation>
    </message>
    <message>
        <source>Near surfaces bright, far ones dark, in magma; the range follows the scene.</source>
        <translation>Nahe Flächen hell, ferne dunkel, in Magma; der Bereich folgt der Szene.</translation>
    </message>
    <message>
        <source>Normal Format</source>
        <translation>Format der Normalen</translation>
    </message>
    <message>
        <source>Normal Space</source>
        <translation>Raum der Normalen</translation>
    </message>
    <message>
        <source>Normals</source>
        <translation>Normalen</translation>
    </message>
    <message>
        <source>Normals DirectX</source>
        <translation>Normalen DirectX</translation>
    </message>
    <message>
        <source>Normals OpenGL</source>
        <translation>Normalen OpenGL</translation>
    </message>
    <message>
        <source>Normals relative to the camera, or to the world with gravity pointing down.</source>
        <translation>Normalen relativ zur Kamera oder zur Welt, in der die Schwerkraft nach unten zeigt.</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>Nichts</translation>
    </message>
    <message>
        <source>Number format the engine computes in.</source>
        <translation>Zahlenformat, in dem die Engine rechnet.</translation>
    </message>
    <message>
        <source>OBS Virtual Camera is in use</source>
        <translation>die virtuelle Kamera von OBS ist in Gebrauch</translation>
    </message>
    <message>
        <source>OBS Virtual Camera is not installed</source>
        <translation>die virtuelle Kamera von OBS ist nicht installiert</translation>
    </message>
    <message>
        <source>OBS Virtual Camera is not installed or was never started</source>
        <translation>die virtuelle Kamera von OBS ist nicht installiert oder wurde nie gestartet</translation>
    </message>
    <message>
        <source>Object Mask</source>
        <translation>Objektmaske</translation>
    </message>
    <message>
        <source>Of SAM 3D&apos;s noise: another one gives another guess of what cannot be seen.</source>
        <translation>Für das Rauschen von SAM 3D: Ein anderer ergibt eine andere Vermutung über das, was nicht zu sehen ist.</translation>
    </message>
    <message>
        <source>Official</source>
        <translation>Offiziell</translation>
    </message>
    <message>
        <source>OpenGL</source>
        <translation>OpenGL</translation>
    </message>
    <message>
        <source>Orbit</source>
        <translation>Umlaufansicht</translation>
    </message>
    <message>
        <source>Orbit Pitch</source>
        <translation>Umlauf: Neigung</translation>
    </message>
    <message>
        <source>Orbit Sway</source>
        <translation>Umlauf: Schwenk</translation>
    </message>
    <message>
        <source>Orbit Yaw</source>
        <translation>Umlauf: Drehung</translation>
    </message>
    <message>
        <source>Orthographic</source>
        <translation>Orthografisch</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>Output Rate</source>
        <translation>Ausgaberate</translation>
    </message>
    <message>
        <source>Output Size</source>
        <translation>Ausgabegröße</translation>
    </message>
    <message>
        <source>Pace</source>
        <translation>Takt</translation>
    </message>
    <message>
        <source>Paced</source>
        <translation>Fortgeführt</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>Person</translation>
    </message>
    <message>
        <source>Perspective</source>
        <translation>Perspektivisch</translation>
    </message>
    <message>
        <source>Pick X</source>
        <translation>Auswahl X</translation>
    </message>
    <message>
        <source>Pick Y</source>
        <translation>Auswahl Y</translation>
    </message>
    <message>
        <source>Picked</source>
        <translation>Ausgewählt</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Plasma</source>
        <translation>Plasma</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <source>Projection</source>
        <translation>Projektion</translation>
    </message>
    <message>
        <source>PyTorch and the weights are here; a GPU of 8 GB or more is needed to be quick</source>
        <translation>PyTorch und die Gewichte sind da; schnell ist es nur mit einer GPU ab 8 GB</translation>
    </message>
    <message>
        <source>PyTorch cannot be loaded: {1}</source>
        <translation>PyTorch lässt sich nicht laden: {1}</translation>
    </message>
    <message>
        <source>PyTorch cannot use {1} here</source>
        <translation>PyTorch kann {1} hier nicht verwenden</translation>
    </message>
    <message>
        <source>PyTorch finds no CUDA device here</source>
        <translation>PyTorch findet hier kein CUDA-Gerät</translation>
    </message>
    <message>
        <source>PyTorch is not installed</source>
        <translation>PyTorch ist nicht installiert</translation>
    </message>
    <message>
        <source>PyTorch is not installed and {1}</source>
        <translation>PyTorch ist nicht installiert, und {1}</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>Bereich</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>Auffrischung</translation>
    </message>
    <message>
        <source>Rotation</source>
        <translation>Drehung</translation>
    </message>
    <message>
        <source>Run a slow engine on every frame, or behind the embedded net, which then sees every frame and is corrected by it; auto works behind for live pictures.</source>
        <translation>Eine langsame Engine auf jedem Bild laufen lassen oder hinter dem eingebetteten Netz, das dann jedes Bild sieht und von ihr berichtigt wird; „auto“ arbeitet bei Livebildern dahinter.</translation>
    </message>
    <message>
        <source>Runtime</source>
        <translation>Laufzeit</translation>
    </message>
    <message>
        <source>SAM 3D</source>
        <translation>SAM 3D</translation>
    </message>
    <message>
        <source>SAM 3D Objects</source>
        <translation>SAM 3D Objects</translation>
    </message>
    <message>
        <source>SAM 3D Objects: the whole object behind a mask, as 3D Gaussians</source>
        <translation>SAM 3D Objects: das ganze Objekt hinter einer Maske, als 3D-Gauß-Splats</translation>
    </message>
    <message>
        <source>SAM 3D does not fit into memory, not even with the smallest settings</source>
        <translation>SAM 3D passt auch mit den kleinsten Einstellungen nicht in den Speicher</translation>
    </message>
    <message>
        <source>SAM 3D does not fit into the memory that is free on this device</source>
        <translation>SAM 3D passt nicht in den freien Speicher dieses Geräts</translation>
    </message>
    <message>
        <source>SAM 3D failed on the device: {1}</source>
        <translation>SAM 3D ist auf dem Gerät gescheitert: {1}</translation>
    </message>
    <message>
        <source>SAM 3D gave values that are not numbers, even in fp32</source>
        <translation>SAM 3D lieferte selbst mit fp32 Werte, die keine Zahlen sind</translation>
    </message>
    <message>
        <source>SAM 3D with guidance (standard), or without it in quicker steps (shortcut, made for few of them); auto takes the shortcut up to 4 steps.</source>
        <translation>SAM 3D mit Führung (Standard) oder ohne sie in schnelleren Schritten (Abkürzung, für wenige gedacht); Auto nimmt bis 4 Schritte die Abkürzung.</translation>
    </message>
    <message>
        <source>Sampler</source>
        <translation>Sampler</translation>
    </message>
    <message>
        <source>Screen</source>
        <translation>Bildschirm</translation>
    </message>
    <message>
        <source>Screen {1}</source>
        <translation>Bildschirm {1}</translation>
    </message>
    <message>
        <source>See SAM 3D&apos;s object as the camera does, or without perspective and without the scene around it; only while SAM 3D sees every frame itself.</source>
        <translation>Das Objekt von SAM 3D so sehen wie die Kamera, oder ohne Perspektive und ohne die Szene ringsum; nur, solange SAM 3D jedes Bild selbst sieht.</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Startwert</translation>
    </message>
    <message>
        <source>Send the sound of an NDI source on with the NDI picture, as late as the picture is.</source>
        <translation>Den Ton einer NDI-Quelle mit dem NDI-Bild weitergeben, so verzögert wie das Bild.</translation>
    </message>
    <message>
        <source>Shortcut</source>
        <translation>Abkürzung</translation>
    </message>
    <message>
        <source>Show far surfaces bright instead of near ones.</source>
        <translation>Ferne statt nahe Flächen hell zeigen.</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>Nebeneinander</translation>
    </message>
    <message>
        <source>Snap the edges of the geometry to the edges of the picture.</source>
        <translation>Die Kanten der Geometrie an den Kanten des Bildes ausrichten.</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>Geteilt</translation>
    </message>
    <message>
        <source>Stability</source>
        <translation>Stabilität</translation>
    </message>
    <message>
        <source>Standard</source>
        <translation>Standard</translation>
    </message>
    <message>
        <source>Steps of SAM 3D&apos;s two samplers; other engines ignore it.</source>
        <translation>Schritte der beiden Sampler von SAM 3D; ohne Wirkung auf andere Engines.</translation>
    </message>
    <message>
        <source>Strong smoothing for slow scenes and backgrounds: nothing flickers.</source>
        <translation>Starke Glättung für langsame Szenen und Hintergründe: nichts flackert.</translation>
    </message>
    <message>
        <source>Swap left and right.</source>
        <translation>Links und rechts vertauschen.</translation>
    </message>
    <message>
        <source>Sync</source>
        <translation>Synchron</translation>
    </message>
    <message>
        <source>Temporal Smoothing</source>
        <translation>Zeitliche Glättung</translation>
    </message>
    <message>
        <source>The camera&apos;s picture beside its depth, to show what the filter does.</source>
        <translation>Das Kamerabild neben seiner Tiefe, um die Wirkung des Filters zu zeigen.</translation>
    </message>
    <message>
        <source>Thickness</source>
        <translation>Dicke</translation>
    </message>
    <message>
        <source>Turbo</source>
        <translation>Turbo</translation>
    </message>
    <message>
        <source>Turn the source picture clockwise, in degrees.</source>
        <translation>Das Quellbild im Uhrzeigersinn drehen, in Grad.</translation>
    </message>
    <message>
        <source>Unity Capture has no camera &apos;{1}&apos;</source>
        <translation>Unity Capture hat keine Kamera „{1}“</translation>
    </message>
    <message>
        <source>Video</source>
        <translation>Video</translation>
    </message>
    <message>
        <source>Viridis</source>
        <translation>Viridis</translation>
    </message>
    <message>
        <source>Virtual camera</source>
        <translation>Virtuelle Kamera</translation>
    </message>
    <message>
        <source>Wait for the geometry of each picture (sync), or carry the last one forward (paced).</source>
        <translation>Auf die Geometrie jedes Bildes warten (Synchron) oder die letzte fortführen (Fortgeführt).</translation>
    </message>
    <message>
        <source>Warm Start</source>
        <translation>Warmstart</translation>
    </message>
    <message>
        <source>What SAM 3D makes its object of: the full picture, what its alpha covers, the person the embedded net sees, or what is picked with Pick X and Pick Y.</source>
        <translation>Woraus SAM 3D sein Objekt macht: aus dem ganzen Bild, aus dem, was dessen Alpha bedeckt, aus der Person, die das eingebettete Netz sieht, oder aus dem, was mit Auswahl X und Auswahl Y gewählt ist.</translation>
    </message>
    <message>
        <source>What infers the geometry.</source>
        <translation>Was die Geometrie schätzt.</translation>
    </message>
    <message>
        <source>What runs SAM 3D: camfilter&apos;s own code, or Meta&apos;s package where that is installed.</source>
        <translation>Was SAM 3D ausführt: der eigene Code von camfilter, oder das Paket von Meta, wo es installiert ist.</translation>
    </message>
    <message>
        <source>What the picture shows; &apos;both&apos; fits depth and normals side by side into the picture&apos;s own size, &apos;both_wide&apos; doubles the width, &apos;back&apos; is the depth of the far side, &apos;orbit&apos; the scene seen from beside the camera.</source>
        <translation>Was das Bild zeigt; „Beide“ setzt Tiefe und Normalen nebeneinander in die Größe des Bildes, „Beide, doppelt breit“ verdoppelt die Breite, „Rückseite“ ist die Tiefe der abgewandten Seite, „Umlaufansicht“ die Szene von neben der Kamera.</translation>
    </message>
    <message>
        <source>Where the engine runs.</source>
        <translation>Worauf die Engine läuft.</translation>
    </message>
    <message>
        <source>Where the picked object is, from the picture&apos;s left (0) to its right (1).</source>
        <translation>Wo das gewählte Objekt ist, vom linken (0) zum rechten Rand (1) des Bildes.</translation>
    </message>
    <message>
        <source>Where the picked object is, from the picture&apos;s top (0) to its bottom (1).</source>
        <translation>Wo das gewählte Objekt ist, vom oberen (0) zum unteren Rand (1) des Bildes.</translation>
    </message>
    <message>
        <source>World</source>
        <translation>Welt</translation>
    </message>
    <message>
        <source>X11&apos;s library is missing</source>
        <translation>die Bibliothek von X11 fehlt</translation>
    </message>
    <message>
        <source>a Hugging Face token is here</source>
        <translation>ein Token von Hugging Face ist vorhanden</translation>
    </message>
    <message>
        <source>a built-in preset</source>
        <translation>eine eingebaute Voreinstellung</translation>
    </message>
    <message>
        <source>a file of that name is in the way</source>
        <translation>eine Datei dieses Namens ist im Weg</translation>
    </message>
    <message>
        <source>a focal length of {1} cannot be</source>
        <translation>eine Brennweite von {1} kann nicht sein</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>eine Zahl</translation>
    </message>
    <message>
        <source>a part of the path is a file, not a folder</source>
        <translation>ein Teil des Pfades ist eine Datei, kein Ordner</translation>
    </message>
    <message>
        <source>a webcam for others</source>
        <translation>eine Webcam für andere Programme</translation>
    </message>
    <message>
        <source>a whole number</source>
        <translation>eine ganze Zahl</translation>
    </message>
    <message>
        <source>accept the {1} at {2} and wait until access is granted; a fine-grained token must also be allowed to read gated repositories (https://huggingface.co/settings/tokens)</source>
        <translation>die {1} auf {2} annehmen und warten, bis der Zugang gewährt ist; ein fein abgestuftes Token (fine-grained) muss außerdem zugangsbeschränkte Repositorien lesen dürfen (https://huggingface.co/settings/tokens)</translation>
    </message>
    <message>
        <source>access to the camera {1} is denied</source>
        <translation>der Zugriff auf die Kamera {1} ist verweigert</translation>
    </message>
    <message>
        <source>access to the virtual camera {1} is denied</source>
        <translation>der Zugriff auf die virtuelle Kamera {1} ist verweigert</translation>
    </message>
    <message>
        <source>add +depth, +depth8, +normals or +colour, as in ndi:NAME+depth</source>
        <translation>+depth, +depth8, +normals oder +colour anhängen, wie in ndi:NAME+depth</translation>
    </message>
    <message>
        <source>allow it in Settings &gt; Privacy &amp; security &gt; Camera</source>
        <translation>es unter Einstellungen &gt; Datenschutz und Sicherheit &gt; Kamera erlauben</translation>
    </message>
    <message>
        <source>allow this terminal in System Settings &gt; Privacy &amp; Security &gt; Camera, then start again</source>
        <translation>dieses Terminal unter Systemeinstellungen &gt; Datenschutz &amp; Sicherheit &gt; Kamera erlauben, dann neu starten</translation>
    </message>
    <message>
        <source>another process is fetching {1}</source>
        <translation>ein anderer Prozess lädt {1} gerade herunter</translation>
    </message>
    <message>
        <source>another program changed the format of the virtual camera {1}</source>
        <translation>ein anderes Programm hat das Format der virtuellen Kamera {1} geändert</translation>
    </message>
    <message>
        <source>another program has this key</source>
        <translation>ein anderes Programm hat diese Taste</translation>
    </message>
    <message>
        <source>as asked for</source>
        <translation>wie verlangt</translation>
    </message>
    <message>
        <source>ask for 1 step or more</source>
        <translation>mindestens 1 Schritt verlangen</translation>
    </message>
    <message>
        <source>ask for access at https://huggingface.co/facebook/sam-3d-objects, make a read token at https://huggingface.co/settings/tokens, then run &apos;hf auth login&apos;</source>
        <translation>auf https://huggingface.co/facebook/sam-3d-objects Zugang beantragen, auf https://huggingface.co/settings/tokens ein Token mit Leserecht anlegen, dann &apos;hf auth login&apos; ausführen</translation>
    </message>
    <message>
        <source>ask for access at {1}, make a token at https://huggingface.co/settings/tokens, run &apos;hf auth login&apos;, then &apos;camfilter models fetch {2}&apos;</source>
        <translation>auf {1} Zugang beantragen, auf https://huggingface.co/settings/tokens ein Token anlegen, &apos;hf auth login&apos; ausführen, dann &apos;camfilter models fetch {2}&apos;</translation>
    </message>
    <message>
        <source>avahi-daemon is not running, so NDI sources are not discovered</source>
        <translation>avahi-daemon läuft nicht, deshalb werden NDI-Quellen nicht gefunden</translation>
    </message>
    <message>
        <source>best that works here: {1}</source>
        <translation>die beste, die hier funktioniert: {1}</translation>
    </message>
    <message>
        <source>cameras</source>
        <translation>Kameras</translation>
    </message>
    <message>
        <source>camfilter</source>
        <translation>camfilter</translation>
    </message>
    <message>
        <source>camfilter models fetch moge, the best picture without an account</source>
        <translation>camfilter models fetch moge, das beste Bild ohne Konto</translation>
    </message>
    <message>
        <source>camfilter models fetch moge-2-vitb</source>
        <translation>camfilter models fetch moge-2-vitb</translation>
    </message>
    <message>
        <source>camfilter models fetch sam3d</source>
        <translation>camfilter models fetch sam3d</translation>
    </message>
    <message>
        <source>camfilter models fetch {1}</source>
        <translation>camfilter models fetch {1}</translation>
    </message>
    <message>
        <source>camfilter models verify {1}, and fetch them again</source>
        <translation>camfilter models verify {1}, und sie noch einmal herunterladen</translation>
    </message>
    <message>
        <source>camfilter {1}, Python {2}, {3}</source>
        <translation>camfilter {1}, Python {2}, {3}</translation>
    </message>
    <message>
        <source>cannot delete {1}: {2}</source>
        <translation>{1} lässt sich nicht löschen: {2}</translation>
    </message>
    <message>
        <source>cannot read {1}: {2}</source>
        <translation>{1} lässt sich nicht lesen: {2}</translation>
    </message>
    <message>
        <source>cannot remove {1}: {2}</source>
        <translation>{1} lässt sich nicht entfernen: {2}</translation>
    </message>
    <message>
        <source>cannot store the token in {1}: {2}</source>
        <translation>das Token lässt sich nicht in {1} speichern: {2}</translation>
    </message>
    <message>
        <source>cannot write {1}: it is a pipe or a device, not a file</source>
        <translation>{1} lässt sich nicht schreiben: Es ist eine Pipe oder ein Gerät, keine Datei</translation>
    </message>
    <message>
        <source>cannot write {1}: {2}</source>
        <translation>{1} lässt sich nicht schreiben: {2}</translation>
    </message>
    <message>
        <source>check again when there is time</source>
        <translation>später noch einmal prüfen</translation>
    </message>
    <message>
        <source>check how it is written, or give its number as in ndi:NAME@10.0.0.5</source>
        <translation>die Schreibweise prüfen, oder die Nummer angeben wie in ndi:NAME@10.0.0.5</translation>
    </message>
    <message>
        <source>check that its sender sends pictures</source>
        <translation>prüfen, ob der Sender Bilder sendet</translation>
    </message>
    <message>
        <source>check that no firewall holds up camfilter on this computer (TCP 5960 and up)</source>
        <translation>prüfen, ob eine Firewall camfilter auf diesem Computer aufhält (TCP ab 5960)</translation>
    </message>
    <message>
        <source>check that the file is there and may be read</source>
        <translation>prüfen, ob die Datei da ist und gelesen werden darf</translation>
    </message>
    <message>
        <source>check that the sender runs, and that firewalls pass TCP 5960 and above</source>
        <translation>prüfen, ob der Sender läuft und Firewalls TCP ab 5960 durchlassen</translation>
    </message>
    <message>
        <source>check that this computer has a network</source>
        <translation>prüfen, ob dieser Computer ein Netzwerk hat</translation>
    </message>
    <message>
        <source>check the disk, or choose another one</source>
        <translation>den Datenträger prüfen oder einen anderen wählen</translation>
    </message>
    <message>
        <source>check the network (HTTPS_PROXY behind a proxy), then try again</source>
        <translation>das Netzwerk prüfen (hinter einem Proxy HTTPS_PROXY), dann noch einmal versuchen</translation>
    </message>
    <message>
        <source>check the network (HTTPS_PROXY behind a proxy), then try again: it continues where it stopped</source>
        <translation>das Netzwerk prüfen (hinter einem Proxy HTTPS_PROXY), dann noch einmal versuchen: Es geht weiter, wo es aufgehört hat</translation>
    </message>
    <message>
        <source>check the path</source>
        <translation>den Pfad prüfen</translation>
    </message>
    <message>
        <source>check the path and your permission to read it</source>
        <translation>den Pfad und das Leserecht dafür prüfen</translation>
    </message>
    <message>
        <source>check the path and your permissions</source>
        <translation>den Pfad und die Zugriffsrechte prüfen</translation>
    </message>
    <message>
        <source>check the path, or use camera, screen, demo, or a file that exists</source>
        <translation>den Pfad prüfen, oder camera, screen, demo oder eine vorhandene Datei verwenden</translation>
    </message>
    <message>
        <source>choose a file or folder that you may write to</source>
        <translation>eine Datei oder einen Ordner mit Schreibrecht wählen</translation>
    </message>
    <message>
        <source>choose a file that camfilter exported</source>
        <translation>eine von camfilter exportierte Datei wählen</translation>
    </message>
    <message>
        <source>choose a mask that covers an object</source>
        <translation>eine Maske wählen, die ein Objekt bedeckt</translation>
    </message>
    <message>
        <source>choose a shorter name</source>
        <translation>einen kürzeren Namen wählen</translation>
    </message>
    <message>
        <source>choose a smaller --output-size, or load v4l2loopback with larger max_width and max_height</source>
        <translation>eine kleinere --output-size wählen, oder v4l2loopback mit größerem max_width und max_height laden</translation>
    </message>
    <message>
        <source>choose another --output-size, or write pictures to FOLDER/</source>
        <translation>eine andere --output-size wählen, oder Bilder nach FOLDER/ schreiben</translation>
    </message>
    <message>
        <source>choose another folder</source>
        <translation>einen anderen Ordner wählen</translation>
    </message>
    <message>
        <source>choose another name</source>
        <translation>einen anderen Namen wählen</translation>
    </message>
    <message>
        <source>choose another name, as in ndi:MY NAME, or end the program that has it</source>
        <translation>einen anderen Namen wählen, wie in ndi:MEIN NAME, oder das Programm beenden, das ihn hat</translation>
    </message>
    <message>
        <source>choose another one</source>
        <translation>etwas anderes wählen</translation>
    </message>
    <message>
        <source>choose another source</source>
        <translation>eine andere Quelle wählen</translation>
    </message>
    <message>
        <source>choose another source, or another name for the output</source>
        <translation>eine andere Quelle oder einen anderen Namen für die Ausgabe wählen</translation>
    </message>
    <message>
        <source>choose from: {1}</source>
        <translation>wählen aus: {1}</translation>
    </message>
    <message>
        <source>choose it again</source>
        <translation>noch einmal wählen</translation>
    </message>
    <message>
        <source>choose one of: none of your own yet</source>
        <translation>noch gibt es keine eigenen</translation>
    </message>
    <message>
        <source>choose precision fp32 or bf16, or fetch the weights again</source>
        <translation>die Genauigkeit fp32 oder bf16 wählen, oder die Gewichte noch einmal herunterladen</translation>
    </message>
    <message>
        <source>close every program that uses the virtual camera, then run &apos;sudo modprobe -r v4l2loopback &amp;&amp; sudo modprobe v4l2loopback exclusive_caps=1 card_label=camfilter&apos;</source>
        <translation>alle Programme schließen, die die virtuelle Kamera verwenden, dann &apos;sudo modprobe -r v4l2loopback &amp;&amp; sudo modprobe v4l2loopback exclusive_caps=1 card_label=camfilter&apos; ausführen</translation>
    </message>
    <message>
        <source>close every program that uses the virtual camera, then run &apos;sudo modprobe -r v4l2loopback &amp;&amp; sudo modprobe v4l2loopback exclusive_caps=1 card_label=camfilter&apos;; v4l2loopback 0.15 is free of this</source>
        <translation>alle Programme schließen, die die virtuelle Kamera verwenden, dann &apos;sudo modprobe -r v4l2loopback &amp;&amp; sudo modprobe v4l2loopback exclusive_caps=1 card_label=camfilter&apos; ausführen; v4l2loopback 0.15 hat diesen Fehler nicht</translation>
    </message>
    <message>
        <source>close other programs if memory is short; it is started again</source>
        <translation>andere Programme schließen, wenn der Speicher knapp ist; er wird neu gestartet</translation>
    </message>
    <message>
        <source>close other programs that use it, or use --engine moge</source>
        <translation>andere Programme schließen, die es verwenden, oder --engine moge verwenden</translation>
    </message>
    <message>
        <source>close other programs that use it, plug it in again, then try once more</source>
        <translation>andere Programme schließen, die sie verwenden, sie neu anschließen und noch einmal versuchen</translation>
    </message>
    <message>
        <source>close other programs that use the GPU, or use --engine moge</source>
        <translation>andere Programme schließen, die die GPU verwenden, oder --engine moge verwenden</translation>
    </message>
    <message>
        <source>close other programs that use the camera</source>
        <translation>andere Programme schließen, die die Kamera verwenden</translation>
    </message>
    <message>
        <source>close other programs that use the camera, or {1}</source>
        <translation>andere Programme schließen, die die Kamera verwenden, oder {1}</translation>
    </message>
    <message>
        <source>close what keeps this computer busy</source>
        <translation>schließen, was diesen Computer auslastet</translation>
    </message>
    <message>
        <source>close what uses it, or delete it yourself</source>
        <translation>schließen, was es verwendet, oder es von Hand löschen</translation>
    </message>
    <message>
        <source>closed its pipe</source>
        <translation>hat seine Verbindung geschlossen</translation>
    </message>
    <message>
        <source>codes from {1} to {2} in {3} bits cannot be</source>
        <translation>Werte von {1} bis {2} in {3} Bit können nicht sein</translation>
    </message>
    <message>
        <source>compare its installation with https://github.com/facebookresearch/sam-3d-objects/blob/main/doc/setup.md</source>
        <translation>die Installation vergleichen mit https://github.com/facebookresearch/sam-3d-objects/blob/main/doc/setup.md</translation>
    </message>
    <message>
        <source>configuration</source>
        <translation>Konfiguration</translation>
    </message>
    <message>
        <source>connect one and close other programs that use it; --source demo needs none</source>
        <translation>eine anschließen und andere Programme schließen, die sie verwenden; --source demo braucht keine</translation>
    </message>
    <message>
        <source>convert it to MP4 with H.264</source>
        <translation>sie in MP4 mit H.264 umwandeln</translation>
    </message>
    <message>
        <source>copy it again from https://huggingface.co/settings/tokens, then run &apos;hf auth login&apos;</source>
        <translation>es auf https://huggingface.co/settings/tokens noch einmal kopieren, dann &apos;hf auth login&apos; ausführen</translation>
    </message>
    <message>
        <source>copy or download the file again</source>
        <translation>die Datei noch einmal kopieren oder herunterladen</translation>
    </message>
    <message>
        <source>copy the whole token from {1}</source>
        <translation>das ganze Token von {1} kopieren</translation>
    </message>
    <message>
        <source>correct it, or move it away</source>
        <translation>sie berichtigen oder an einen anderen Ort verschieben</translation>
    </message>
    <message>
        <source>correct or remove that line</source>
        <translation>diese Zeile berichtigen oder entfernen</translation>
    </message>
    <message>
        <source>correct the name</source>
        <translation>den Namen berichtigen</translation>
    </message>
    <message>
        <source>correct the value</source>
        <translation>den Wert berichtigen</translation>
    </message>
    <message>
        <source>correct these values</source>
        <translation>diese Werte berichtigen</translation>
    </message>
    <message>
        <source>counts the pictures and forgets them</source>
        <translation>zählt die Bilder und vergisst sie</translation>
    </message>
    <message>
        <source>crashed ({1})</source>
        <translation>ist abgestürzt ({1})</translation>
    </message>
    <message>
        <source>cut short</source>
        <translation>unvollständig</translation>
    </message>
    <message>
        <source>delete it there yourself if no other program needs it</source>
        <translation>es dort von Hand löschen, wenn kein anderes Programm es braucht</translation>
    </message>
    <message>
        <source>delete {1} and fetch it again</source>
        <translation>{1} löschen und noch einmal herunterladen</translation>
    </message>
    <message>
        <source>delete {1} and fetch it again, or set CAMFILTER_MODELS_DIR to a good copy</source>
        <translation>{1} löschen und noch einmal herunterladen, oder CAMFILTER_MODELS_DIR auf eine gute Kopie setzen</translation>
    </message>
    <message>
        <source>demo to MP4, {1} pictures</source>
        <translation>Demo zu MP4, {1} Bilder</translation>
    </message>
    <message>
        <source>demo to video</source>
        <translation>Demo zu Video</translation>
    </message>
    <message>
        <source>depth metadata of version {1} are not known</source>
        <translation>Tiefen-Metadaten der Version {1} sind unbekannt</translation>
    </message>
    <message>
        <source>disk</source>
        <translation>Datenträger</translation>
    </message>
    <message>
        <source>downloads are switched off: {1} is set</source>
        <translation>Downloads sind abgeschaltet: {1} ist gesetzt</translation>
    </message>
    <message>
        <source>ended by itself with status {1}</source>
        <translation>hat sich mit Status {1} selbst beendet</translation>
    </message>
    <message>
        <source>engine</source>
        <translation>Engine</translation>
    </message>
    <message>
        <source>fetch it again; unset HF_ENDPOINT if set</source>
        <translation>noch einmal herunterladen; HF_ENDPOINT zurücknehmen, falls gesetzt</translation>
    </message>
    <message>
        <source>fetch the weights again with &apos;camfilter models fetch sam3d&apos;</source>
        <translation>die Gewichte mit &apos;camfilter models fetch sam3d&apos; noch einmal herunterladen</translation>
    </message>
    <message>
        <source>fetch them again with &apos;camfilter models fetch sam3d&apos;</source>
        <translation>sie mit &apos;camfilter models fetch sam3d&apos; noch einmal herunterladen</translation>
    </message>
    <message>
        <source>free some space before recording</source>
        <translation>vor dem Aufzeichnen Platz schaffen</translation>
    </message>
    <message>
        <source>free some space or choose another disk; what was written so far is complete</source>
        <translation>Platz schaffen oder einen anderen Datenträger wählen; was bisher geschrieben wurde, ist vollständig</translation>
    </message>
    <message>
        <source>free some space there, or choose another folder for captures</source>
        <translation>dort Platz schaffen, oder einen anderen Ordner für Aufnahmen wählen</translation>
    </message>
    <message>
        <source>get it again from huggingface.co/facebook/sam-3d-objects</source>
        <translation>es noch einmal von huggingface.co/facebook/sam-3d-objects holen</translation>
    </message>
    <message>
        <source>give a mask of the picture&apos;s size</source>
        <translation>eine Maske in der Größe des Bildes angeben</translation>
    </message>
    <message>
        <source>give an 8-bit or 16-bit grey, RGB or RGBA picture</source>
        <translation>ein Bild in Grau, RGB oder RGBA mit 8 oder 16 Bit angeben</translation>
    </message>
    <message>
        <source>give the luma that came with the metadata, in the format that was received</source>
        <translation>die Helligkeit angeben, die mit den Metadaten kam, im empfangenen Format</translation>
    </message>
    <message>
        <source>give the whole name: {1}</source>
        <translation>den ganzen Namen angeben: {1}</translation>
    </message>
    <message>
        <source>give yourself access to the camera</source>
        <translation>den Zugriff auf die Kamera erlauben</translation>
    </message>
    <message>
        <source>give yourself permission to read it</source>
        <translation>das Leserecht dafür einräumen</translation>
    </message>
    <message>
        <source>in float32, because float16 overflowed</source>
        <translation>in float32, weil float16 übergelaufen ist</translation>
    </message>
    <message>
        <source>install OBS 30 or later, press &apos;Start Virtual Camera&apos; in it once, allow its camera extension in System Settings (General &gt; Login Items &amp; Extensions &gt; Camera Extensions, or Privacy &amp; Security), stop it, and restart the computer</source>
        <translation>OBS 30 oder neuer installieren, darin einmal „Virtuelle Kamera starten“ drücken, die Kameraerweiterung in den Systemeinstellungen erlauben (Allgemein &gt; Anmeldeobjekte &amp; Erweiterungen &gt; Kameraerweiterungen, oder Datenschutz &amp; Sicherheit), sie beenden und den Computer neu starten</translation>
    </message>
    <message>
        <source>install OBS Studio 26 or later (its installer brings the virtual camera), or Unity Capture</source>
        <translation>OBS Studio 26 oder neuer (bringt die virtuelle Kamera mit) oder Unity Capture installieren</translation>
    </message>
    <message>
        <source>install OBS Studio 30 or later, press &apos;Start Virtual Camera&apos; in it once, stop it, and close OBS</source>
        <translation>OBS Studio 30 oder neuer installieren, darin einmal „Virtuelle Kamera starten“ drücken, sie beenden und OBS schließen</translation>
    </message>
    <message>
        <source>install PyAV again: pip install --force-reinstall av</source>
        <translation>PyAV neu installieren: pip install --force-reinstall av</translation>
    </message>
    <message>
        <source>install PyAV again: pip install --force-reinstall av; or write :png16</source>
        <translation>PyAV neu installieren: pip install --force-reinstall av; oder :png16 schreiben</translation>
    </message>
    <message>
        <source>install a 64-bit Python, then camfilter in it</source>
        <translation>ein 64-Bit-Python installieren, darin dann camfilter</translation>
    </message>
    <message>
        <source>install a CUDA build of PyTorch (https://pytorch.org/get-started/locally) and NVIDIA&apos;s driver, or use --device auto</source>
        <translation>PyTorch für CUDA (https://pytorch.org/get-started/locally) und den Treiber von NVIDIA installieren, oder --device auto verwenden</translation>
    </message>
    <message>
        <source>install camfilter again</source>
        <translation>camfilter neu installieren</translation>
    </message>
    <message>
        <source>install camfilter again, or name a video file of your own</source>
        <translation>camfilter neu installieren, oder eine eigene Videodatei angeben</translation>
    </message>
    <message>
        <source>install camfilter again: pip install --force-reinstall camfilter</source>
        <translation>camfilter neu installieren: pip install --force-reinstall camfilter</translation>
    </message>
    <message>
        <source>install it again: pip install &apos;camfilter[sam3d]&apos;</source>
        <translation>neu installieren: pip install &apos;camfilter[sam3d]&apos;</translation>
    </message>
    <message>
        <source>install it again: pip install --force-reinstall ndi-python</source>
        <translation>neu installieren: pip install --force-reinstall ndi-python</translation>
    </message>
    <message>
        <source>install it as https://github.com/facebookresearch/sam-3d-objects/blob/main/doc/setup.md says</source>
        <translation>nach https://github.com/facebookresearch/sam-3d-objects/blob/main/doc/setup.md installieren</translation>
    </message>
    <message>
        <source>install it: pip install &quot;camfilter[ndi]&quot;</source>
        <translation>installieren: pip install &quot;camfilter[ndi]&quot;</translation>
    </message>
    <message>
        <source>install libx11-6</source>
        <translation>libx11-6 installieren</translation>
    </message>
    <message>
        <source>install onnxruntime-directml (Windows only), or use --device cpu</source>
        <translation>onnxruntime-directml installieren (nur Windows), oder --device cpu verwenden</translation>
    </message>
    <message>
        <source>install onnxruntime-gpu in place of onnxruntime, or use --device cpu</source>
        <translation>onnxruntime-gpu statt onnxruntime installieren, oder --device cpu verwenden</translation>
    </message>
    <message>
        <source>install the package v4l2loopback of your distribution</source>
        <translation>das Paket v4l2loopback der Distribution installieren</translation>
    </message>
    <message>
        <source>install {1}, then start again</source>
        <translation>{1} installieren, dann neu starten</translation>
    </message>
    <message>
        <source>it is a folder</source>
        <translation>es ist ein Ordner</translation>
    </message>
    <message>
        <source>it is started again; if this goes on, update the GPU&apos;s driver, or use --engine moge</source>
        <translation>er wird neu gestartet; geht das so weiter, den Treiber der GPU aktualisieren oder --engine moge verwenden</translation>
    </message>
    <message>
        <source>load its driver again: sudo modprobe v4l2loopback exclusive_caps=1 card_label=camfilter</source>
        <translation>den Treiber neu laden: sudo modprobe v4l2loopback exclusive_caps=1 card_label=camfilter</translation>
    </message>
    <message>
        <source>look at {1}</source>
        <translation>nachsehen auf {1}</translation>
    </message>
    <message>
        <source>looking for {1} was interrupted</source>
        <translation>die Suche nach {1} wurde unterbrochen</translation>
    </message>
    <message>
        <source>lower --inference-resolution, close other programs, or use smaller weights: set CAMFILTER_MOGE_MODEL=moge-2-vits</source>
        <translation>--inference-resolution senken, andere Programme schließen, oder kleinere Gewichte verwenden: CAMFILTER_MOGE_MODEL=moge-2-vits setzen</translation>
    </message>
    <message>
        <source>macOS does not let pictures into OBS Virtual Camera</source>
        <translation>macOS lässt keine Bilder in die virtuelle Kamera von OBS</translation>
    </message>
    <message>
        <source>make a new one with read access at {1}</source>
        <translation>auf {1} ein neues mit Leserecht anlegen</translation>
    </message>
    <message>
        <source>make a new token at https://huggingface.co/settings/tokens, unset HF_TOKEN, and run &apos;hf auth login&apos;</source>
        <translation>auf https://huggingface.co/settings/tokens ein neues Token anlegen, HF_TOKEN zurücknehmen und &apos;hf auth login&apos; ausführen</translation>
    </message>
    <message>
        <source>make a token at https://huggingface.co/settings/tokens and run &apos;hf auth login&apos;</source>
        <translation>auf https://huggingface.co/settings/tokens ein Token anlegen und &apos;hf auth login&apos; ausführen</translation>
    </message>
    <message>
        <source>make it a file that you may read, or move it away</source>
        <translation>eine lesbare Datei daraus machen, oder sie an einen anderen Ort verschieben</translation>
    </message>
    <message>
        <source>make it again, or choose another one</source>
        <translation>ihn neu anlegen oder einen anderen wählen</translation>
    </message>
    <message>
        <source>make room, or set {1} to a folder on another disk</source>
        <translation>Platz schaffen, oder {1} auf einen Ordner auf einem anderen Datenträger setzen</translation>
    </message>
    <message>
        <source>make room, or set {1} to a folder you may write to</source>
        <translation>Platz schaffen, oder {1} auf einen Ordner mit Schreibrecht setzen</translation>
    </message>
    <message>
        <source>make the file writable, or set HF_HOME to another folder</source>
        <translation>die Datei beschreibbar machen, oder HF_HOME auf einen anderen Ordner setzen</translation>
    </message>
    <message>
        <source>mark an object of at least 3 x 3 pixels</source>
        <translation>ein Objekt von mindestens 3 x 3 Pixeln markieren</translation>
    </message>
    <message>
        <source>mark an object, or use the whole picture</source>
        <translation>ein Objekt markieren, oder das ganze Bild verwenden</translation>
    </message>
    <message>
        <source>mark the object more closely, or use more diffusion steps</source>
        <translation>das Objekt genauer markieren, oder mehr Diffusionsschritte verwenden</translation>
    </message>
    <message>
        <source>name a file for the video</source>
        <translation>eine Datei für das Video angeben</translation>
    </message>
    <message>
        <source>name a file in it, or end the path with /</source>
        <translation>eine Datei darin angeben, oder den Pfad mit / beenden</translation>
    </message>
    <message>
        <source>name a file inside it</source>
        <translation>eine Datei darin angeben</translation>
    </message>
    <message>
        <source>name a file with a video track</source>
        <translation>eine Datei mit Videospur angeben</translation>
    </message>
    <message>
        <source>name another vcam:DEVICE</source>
        <translation>ein anderes vcam:DEVICE angeben</translation>
    </message>
    <message>
        <source>ndi-python is not installed</source>
        <translation>ndi-python ist nicht installiert</translation>
    </message>
    <message>
        <source>ndi-python {1} is too old</source>
        <translation>ndi-python {1} ist zu alt</translation>
    </message>
    <message>
        <source>no Hugging Face token, which only SAM 3D&apos;s weights need</source>
        <translation>kein Token von Hugging Face; nur die Gewichte von SAM 3D brauchen eines</translation>
    </message>
    <message>
        <source>no camera was found</source>
        <translation>keine Kamera gefunden</translation>
    </message>
    <message>
        <source>no decoder for the pictures of &apos;{1}&apos; is available</source>
        <translation>für die Bilder von „{1}“ gibt es keinen Decoder</translation>
    </message>
    <message>
        <source>no encoder found</source>
        <translation>kein Encoder gefunden</translation>
    </message>
    <message>
        <source>no engine works here: {1}</source>
        <translation>hier funktioniert keine Engine: {1}</translation>
    </message>
    <message>
        <source>no object was found under the mask: the reconstruction is empty</source>
        <translation>unter der Maske wurde kein Objekt gefunden: die Rekonstruktion ist leer</translation>
    </message>
    <message>
        <source>no person is seen here</source>
        <translation>hier ist keine Person zu sehen</translation>
    </message>
    <message>
        <source>no preset</source>
        <translation>keine Voreinstellung</translation>
    </message>
    <message>
        <source>no video encoder takes pictures of {1}x{2}{3}</source>
        <translation>kein Video-Encoder nimmt Bilder von {1}x{2}{3}</translation>
    </message>
    <message>
        <source>no weights of MoGe are here</source>
        <translation>Gewichte von MoGe fehlen</translation>
    </message>
    <message>
        <source>none found</source>
        <translation>keine gefunden</translation>
    </message>
    <message>
        <source>none is needed for the embedded engine; for the others see docs/models.md</source>
        <translation>für die eingebaute Engine ist keine nötig; zu den anderen siehe docs/models.md</translation>
    </message>
    <message>
        <source>none of the pictures in &apos;{1}&apos; can be read</source>
        <translation>keines der Bilder in „{1}“ ist lesbar</translation>
    </message>
    <message>
        <source>none that PyTorch or ONNX Runtime can use</source>
        <translation>keine, die PyTorch oder ONNX Runtime verwenden können</translation>
    </message>
    <message>
        <source>not installed</source>
        <translation>nicht installiert</translation>
    </message>
    <message>
        <source>not tried: NDI is not here</source>
        <translation>nicht versucht: NDI fehlt hier</translation>
    </message>
    <message>
        <source>nothing in &apos;{1}&apos; can be decoded</source>
        <translation>nichts in „{1}“ lässt sich decodieren</translation>
    </message>
    <message>
        <source>nothing that was sent arrived</source>
        <translation>nichts von dem, was gesendet wurde, kam an</translation>
    </message>
    <message>
        <source>null takes no argument, not &apos;{1}&apos;</source>
        <translation>null nimmt kein Argument, auch nicht „{1}“</translation>
    </message>
    <message>
        <source>numbered OpenEXR, exact distances</source>
        <translation>nummerierte OpenEXR, genaue Entfernungen</translation>
    </message>
    <message>
        <source>numbered PNG, 8 bit a channel</source>
        <translation>nummerierte PNG, 8 Bit je Kanal</translation>
    </message>
    <message>
        <source>numbered grey PNG, near is bright</source>
        <translation>nummerierte graue PNG, nah ist hell</translation>
    </message>
    <message>
        <source>on the CPU, too slowly for live pictures</source>
        <translation>auf der CPU, zu langsam für Live-Bilder</translation>
    </message>
    <message>
        <source>on the network; +depth adds 16-bit depth, +normals and +colour what they say</source>
        <translation>im Netzwerk; +depth fügt Tiefe mit 16 Bit hinzu, +normals Normalen und +colour Farbe</translation>
    </message>
    <message>
        <source>only the embedded engine&apos;s; not here: {1}</source>
        <translation>nur die der eingebauten Engine; es fehlen: {1}</translation>
    </message>
    <message>
        <source>only virtual cameras were found</source>
        <translation>nur virtuelle Kameras gefunden</translation>
    </message>
    <message>
        <source>onnxruntime is not installed</source>
        <translation>onnxruntime ist nicht installiert</translation>
    </message>
    <message>
        <source>open it again</source>
        <translation>erneut öffnen</translation>
    </message>
    <message>
        <source>open it in a picture viewer to check it, or save it as PNG or JPEG</source>
        <translation>es zur Prüfung in einem Bildbetrachter öffnen, oder es als PNG oder JPEG speichern</translation>
    </message>
    <message>
        <source>open one in a picture viewer to check it</source>
        <translation>eines zur Prüfung in einem Bildbetrachter öffnen</translation>
    </message>
    <message>
        <source>open the sink before writing to it</source>
        <translation>die Ausgabe vor dem Schreiben öffnen</translation>
    </message>
    <message>
        <source>open the source before reading it</source>
        <translation>die Quelle vor dem Lesen öffnen</translation>
    </message>
    <message>
        <source>opening the camera &apos;{1}&apos; was interrupted</source>
        <translation>das Öffnen der Kamera „{1}“ wurde unterbrochen</translation>
    </message>
    <message>
        <source>pip install &apos;camfilter[sam3d]&apos;</source>
        <translation>pip install &apos;camfilter[sam3d]&apos;</translation>
    </message>
    <message>
        <source>pip install &apos;camfilter[sam3d]&apos;, then {1}</source>
        <translation>pip install &apos;camfilter[sam3d]&apos;, dann {1}</translation>
    </message>
    <message>
        <source>pip install onnxruntime</source>
        <translation>pip install onnxruntime</translation>
    </message>
    <message>
        <source>play it in a media player to check it, or copy or download it again</source>
        <translation>es zur Prüfung in einem Player abspielen, oder es noch einmal kopieren oder herunterladen</translation>
    </message>
    <message>
        <source>plug a camera in (in a container or virtual machine, pass /dev/video0 through), or try --source demo</source>
        <translation>eine Kamera anschließen (in einem Container oder einer virtuellen Maschine /dev/video0 durchreichen), oder --source demo versuchen</translation>
    </message>
    <message>
        <source>plug a camera in and allow it in Settings &gt; Privacy &amp; security &gt; Camera, or try --source demo</source>
        <translation>eine Kamera anschließen und sie unter Einstellungen &gt; Datenschutz und Sicherheit &gt; Kamera erlauben, oder --source demo versuchen</translation>
    </message>
    <message>
        <source>plug a camera in and allow this terminal in System Settings &gt; Privacy &amp; Security &gt; Camera, or try --source demo</source>
        <translation>eine Kamera anschließen und dieses Terminal unter Systemeinstellungen &gt; Datenschutz &amp; Sicherheit &gt; Kamera erlauben, oder --source demo versuchen</translation>
    </message>
    <message>
        <source>plug a camera in, or try --source demo</source>
        <translation>eine Kamera anschließen, oder --source demo versuchen</translation>
    </message>
    <message>
        <source>plug it in again, or close the program that took it</source>
        <translation>sie neu anschließen, oder das Programm schließen, das sie belegt</translation>
    </message>
    <message>
        <source>plug it in again: it is found at any port</source>
        <translation>sie neu anschließen: Sie wird an jedem Anschluss gefunden</translation>
    </message>
    <message>
        <source>press &apos;Stop Virtual Camera&apos; in OBS, and close other programs that send to it</source>
        <translation>in OBS „Virtuelle Kamera beenden“ drücken, und andere Programme schließen, die an sie senden</translation>
    </message>
    <message>
        <source>put PNG or JPEG files into it, or name a video file instead of a folder</source>
        <translation>PNG- oder JPEG-Dateien hineinlegen, oder statt des Ordners eine Videodatei angeben</translation>
    </message>
    <message>
        <source>readable; engine {1}, output {2}</source>
        <translation>lesbar; Engine {1}, Ausgabe {2}</translation>
    </message>
    <message>
        <source>report this with its text</source>
        <translation>mit diesem Text melden</translation>
    </message>
    <message>
        <source>report this with the log</source>
        <translation>mit dem Protokoll melden</translation>
    </message>
    <message>
        <source>report this with the output of camfilter run --debug</source>
        <translation>mit der Ausgabe von camfilter run --debug melden</translation>
    </message>
    <message>
        <source>restart this computer&apos;s network</source>
        <translation>das Netzwerk dieses Computers neu starten</translation>
    </message>
    <message>
        <source>run &apos;camfilter --debug ...&apos; and report what it says</source>
        <translation>&apos;camfilter --debug ...&apos; ausführen und die Ausgabe melden</translation>
    </message>
    <message>
        <source>run &apos;camfilter devices&apos;</source>
        <translation>&apos;camfilter devices&apos; ausführen</translation>
    </message>
    <message>
        <source>run &apos;camfilter devices&apos; for those there are, or &apos;sudo modprobe v4l2loopback exclusive_caps=1 card_label=camfilter&apos; to make one</source>
        <translation>&apos;camfilter devices&apos; zeigt die vorhandenen, &apos;sudo modprobe v4l2loopback exclusive_caps=1 card_label=camfilter&apos; legt eine an</translation>
    </message>
    <message>
        <source>run &apos;camfilter doctor&apos;</source>
        <translation>&apos;camfilter doctor&apos; ausführen</translation>
    </message>
    <message>
        <source>run &apos;camfilter models verify sam3d&apos;: the weights may be damaged</source>
        <translation>&apos;camfilter models verify sam3d&apos; ausführen: Die Gewichte können beschädigt sein</translation>
    </message>
    <message>
        <source>run &apos;camfilter run --help&apos; for every option and its range</source>
        <translation>&apos;camfilter run --help&apos; zeigt alle Optionen und ihre Grenzen</translation>
    </message>
    <message>
        <source>run &apos;sudo usermod -aG video $USER&apos;, then log out and in again</source>
        <translation>&apos;sudo usermod -aG video $USER&apos; ausführen, dann ab- und wieder anmelden</translation>
    </message>
    <message>
        <source>run it inside a desktop session (on Linux an X11 one, with DISPLAY set); on macOS allow screen recording in System Settings &gt; Privacy &amp; Security</source>
        <translation>in einer Desktop-Sitzung starten (unter Linux mit X11 und gesetztem DISPLAY); unter macOS die Bildschirmaufnahme unter Systemeinstellungen &gt; Datenschutz &amp; Sicherheit erlauben</translation>
    </message>
    <message>
        <source>run its Install.bat as administrator, or write to &apos;vcam:obs&apos;</source>
        <translation>dessen Install.bat als Administrator ausführen, oder nach &apos;vcam:obs&apos; schreiben</translation>
    </message>
    <message>
        <source>run: pip install &quot;camfilter[vcam]&quot;</source>
        <translation>ausführen: pip install &quot;camfilter[vcam]&quot;</translation>
    </message>
    <message>
        <source>run: pip install --upgrade &quot;camfilter[vcam]&quot;</source>
        <translation>ausführen: pip install --upgrade &quot;camfilter[vcam]&quot;</translation>
    </message>
    <message>
        <source>run: sudo apt install avahi-daemon &amp;&amp; sudo systemctl enable --now avahi-daemon, or name the sender&apos;s address: ndi:NAME@ADDRESS</source>
        <translation>ausführen: sudo apt install avahi-daemon &amp;&amp; sudo systemctl enable --now avahi-daemon, oder die Adresse des Senders angeben: ndi:NAME@ADRESSE</translation>
    </message>
    <message>
        <source>run: sudo apt install libavahi-client3</source>
        <translation>ausführen: sudo apt install libavahi-client3</translation>
    </message>
    <message>
        <source>run: sudo modprobe v4l2loopback exclusive_caps=1 card_label=camfilter</source>
        <translation>ausführen: sudo modprobe v4l2loopback exclusive_caps=1 card_label=camfilter</translation>
    </message>
    <message>
        <source>run: sudo systemctl start dbus, or name the sender&apos;s address: ndi:NAME@ADDRESS</source>
        <translation>ausführen: sudo systemctl start dbus, oder die Adresse des Senders angeben: ndi:NAME@ADRESSE</translation>
    </message>
    <message>
        <source>run: {1}; then: sudo modprobe v4l2loopback exclusive_caps=1 card_label=camfilter</source>
        <translation>ausführen: {1}; dann: sudo modprobe v4l2loopback exclusive_caps=1 card_label=camfilter</translation>
    </message>
    <message>
        <source>see what is: camfilter models list</source>
        <translation>nachsehen, was da ist: camfilter models list</translation>
    </message>
    <message>
        <source>see who may write to that folder</source>
        <translation>die Schreibrechte dieses Ordners prüfen</translation>
    </message>
    <message>
        <source>send one of them</source>
        <translation>nur eines davon senden</translation>
    </message>
    <message>
        <source>set CAMFILTER_CONFIG_DIR to a folder that you may write to</source>
        <translation>CAMFILTER_CONFIG_DIR auf einen Ordner mit Schreibrecht setzen</translation>
    </message>
    <message>
        <source>set CAMFILTER_CONFIG_DIR to a folder, written in full</source>
        <translation>CAMFILTER_CONFIG_DIR auf einen Ordner setzen, mit vollständigem Pfad</translation>
    </message>
    <message>
        <source>set it to one of: {1}</source>
        <translation>auf eines davon setzen: {1}</translation>
    </message>
    <message>
        <source>set {1} to such a value, or unset it</source>
        <translation>{1} auf einen solchen Wert setzen, oder zurücknehmen</translation>
    </message>
    <message>
        <source>several NDI sources are called &apos;{1}&apos;</source>
        <translation>mehrere NDI-Quellen heißen „{1}“</translation>
    </message>
    <message>
        <source>ships with camfilter, needs no GPU and no download</source>
        <translation>kommt mit camfilter, braucht weder GPU noch Download</translation>
    </message>
    <message>
        <source>signal {1}</source>
        <translation>Signal {1}</translation>
    </message>
    <message>
        <source>start again, or --device cpu</source>
        <translation>neu starten, oder --device cpu</translation>
    </message>
    <message>
        <source>start it again</source>
        <translation>neu starten</translation>
    </message>
    <message>
        <source>start its sender again; the picture comes back by itself</source>
        <translation>den Sender neu starten; das Bild kommt von selbst wieder</translation>
    </message>
    <message>
        <source>start its sender, or name its address: ndi:NAME@ADDRESS</source>
        <translation>den Sender starten, oder seine Adresse angeben: ndi:NAME@ADRESSE</translation>
    </message>
    <message>
        <source>stop the download first</source>
        <translation>zuerst den Download anhalten</translation>
    </message>
    <message>
        <source>stop the other program that writes to it, or name another vcam:DEVICE</source>
        <translation>das andere Programm anhalten, das darauf schreibt, oder ein anderes vcam:DEVICE angeben</translation>
    </message>
    <message>
        <source>sudo apt install v4l2loopback-dkms linux-headers-$(uname -r)</source>
        <translation>sudo apt install v4l2loopback-dkms linux-headers-$(uname -r)</translation>
    </message>
    <message>
        <source>sudo dnf install akmod-v4l2loopback (it is in RPM Fusion)</source>
        <translation>sudo dnf install akmod-v4l2loopback (in RPM Fusion enthalten)</translation>
    </message>
    <message>
        <source>sudo modprobe v4l2loopback exclusive_caps=1 card_label=camfilter</source>
        <translation>sudo modprobe v4l2loopback exclusive_caps=1 card_label=camfilter</translation>
    </message>
    <message>
        <source>sudo pacman -S v4l2loopback-dkms linux-headers</source>
        <translation>sudo pacman -S v4l2loopback-dkms linux-headers</translation>
    </message>
    <message>
        <source>system</source>
        <translation>System</translation>
    </message>
    <message>
        <source>the D-Bus system bus is not running, so NDI sources are not discovered</source>
        <translation>der Systembus von D-Bus läuft nicht, deshalb werden NDI-Quellen nicht gefunden</translation>
    </message>
    <message>
        <source>the Hugging Face token has characters in it that no token has</source>
        <translation>das Token von Hugging Face enthält Zeichen, die kein Token hat</translation>
    </message>
    <message>
        <source>the MoGe engine is closed</source>
        <translation>die Engine MoGe ist geschlossen</translation>
    </message>
    <message>
        <source>the NDI library does not load: {1}</source>
        <translation>die NDI-Bibliothek lässt sich nicht laden: {1}</translation>
    </message>
    <message>
        <source>the NDI library does not start</source>
        <translation>die NDI-Bibliothek startet nicht</translation>
    </message>
    <message>
        <source>the NDI name &apos;{1}&apos; is in use on this computer</source>
        <translation>der NDI-Name „{1}“ ist auf diesem Computer in Gebrauch</translation>
    </message>
    <message>
        <source>the NDI name &apos;{1}...&apos; is too long</source>
        <translation>der NDI-Name „{1}...“ ist zu lang</translation>
    </message>
    <message>
        <source>the NDI source &apos;{1}&apos; does not answer at {2}</source>
        <translation>die NDI-Quelle „{1}“ antwortet nicht unter {2}</translation>
    </message>
    <message>
        <source>the NDI source &apos;{1}&apos; is connected but sends no pictures</source>
        <translation>die NDI-Quelle „{1}“ ist verbunden, sendet aber keine Bilder</translation>
    </message>
    <message>
        <source>the NDI source &apos;{1}&apos; is gone</source>
        <translation>die NDI-Quelle „{1}“ ist verschwunden</translation>
    </message>
    <message>
        <source>the NDI source &apos;{1}&apos; is not there</source>
        <translation>die NDI-Quelle „{1}“ ist nicht da</translation>
    </message>
    <message>
        <source>the NDI source &apos;{1}&apos; is what camfilter itself sends</source>
        <translation>die NDI-Quelle „{1}“ sendet camfilter selbst</translation>
    </message>
    <message>
        <source>the NDI source is not open</source>
        <translation>die NDI-Quelle ist nicht geöffnet</translation>
    </message>
    <message>
        <source>the SAM 3D engine is closed</source>
        <translation>die Engine SAM 3D ist geschlossen</translation>
    </message>
    <message>
        <source>the address &apos;{1}&apos; is not known</source>
        <translation>die Adresse „{1}“ ist unbekannt</translation>
    </message>
    <message>
        <source>the camera &apos;{1}&apos; did not answer within {2} s</source>
        <translation>die Kamera „{1}“ hat innerhalb von {2} s nicht geantwortet</translation>
    </message>
    <message>
        <source>the camera &apos;{1}&apos; does not open: it is in use or delivers no pictures</source>
        <translation>die Kamera „{1}“ lässt sich nicht öffnen: Sie ist in Gebrauch oder liefert keine Bilder</translation>
    </message>
    <message>
        <source>the camera &apos;{1}&apos; has stopped delivering pictures</source>
        <translation>die Kamera „{1}“ liefert keine Bilder mehr</translation>
    </message>
    <message>
        <source>the camera &apos;{1}&apos; is not plugged in</source>
        <translation>die Kamera „{1}“ ist nicht angeschlossen</translation>
    </message>
    <message>
        <source>the camera failed</source>
        <translation>die Kamera ist ausgefallen</translation>
    </message>
    <message>
        <source>the camera is not open</source>
        <translation>die Kamera ist nicht geöffnet</translation>
    </message>
    <message>
        <source>the check was stopped</source>
        <translation>die Prüfung wurde angehalten</translation>
    </message>
    <message>
        <source>the clip that comes with camfilter</source>
        <translation>der Clip, der mit camfilter kommt</translation>
    </message>
    <message>
        <source>the demo clip is missing from this installation</source>
        <translation>in dieser Installation fehlt der Demo-Clip</translation>
    </message>
    <message>
        <source>the demo is not open</source>
        <translation>die Demo ist nicht geöffnet</translation>
    </message>
    <message>
        <source>the depth metadata lack &apos;{1}&apos;</source>
        <translation>in den Tiefen-Metadaten fehlt „{1}“</translation>
    </message>
    <message>
        <source>the disk is full</source>
        <translation>der Datenträger ist voll</translation>
    </message>
    <message>
        <source>the disk is read-only</source>
        <translation>der Datenträger ist schreibgeschützt</translation>
    </message>
    <message>
        <source>the disk reports an error</source>
        <translation>der Datenträger meldet einen Fehler</translation>
    </message>
    <message>
        <source>the download of {1} was stopped</source>
        <translation>der Download von {1} wurde angehalten</translation>
    </message>
    <message>
        <source>the embedded engine has no {1} weights</source>
        <translation>die eingebaute Engine hat keine Gewichte in {1}</translation>
    </message>
    <message>
        <source>the embedded engine is closed</source>
        <translation>die eingebaute Engine ist geschlossen</translation>
    </message>
    <message>
        <source>the embedded net does not load on {1}: {2}</source>
        <translation>das eingebaute Netz lässt sich auf {1} nicht laden: {2}</translation>
    </message>
    <message>
        <source>the embedded weights ({1}) are damaged</source>
        <translation>die eingebauten Gewichte ({1}) sind beschädigt</translation>
    </message>
    <message>
        <source>the embedded weights cannot be read: {1}</source>
        <translation>die eingebauten Gewichte lassen sich nicht lesen: {1}</translation>
    </message>
    <message>
        <source>the engine {1} cannot run: {2}</source>
        <translation>die Engine {1} kann nicht laufen: {2}</translation>
    </message>
    <message>
        <source>the file is damaged: copy it again, or convert it to MP4 with H.264</source>
        <translation>die Datei ist beschädigt: noch einmal kopieren, oder in MP4 mit H.264 umwandeln</translation>
    </message>
    <message>
        <source>the file would become too large</source>
        <translation>die Datei würde zu groß</translation>
    </message>
    <message>
        <source>the folder &apos;{1}&apos; cannot be listed: {2}</source>
        <translation>der Ordner „{1}“ lässt sich nicht auflisten: {2}</translation>
    </message>
    <message>
        <source>the folder is gone</source>
        <translation>der Ordner ist verschwunden</translation>
    </message>
    <message>
        <source>the folder of settings is not known: {1}</source>
        <translation>der Ordner der Einstellungen ist unbekannt: {1}</translation>
    </message>
    <message>
        <source>the mask is empty</source>
        <translation>die Maske ist leer</translation>
    </message>
    <message>
        <source>the mask is {1} x {2} pixels, the picture {3} x {4}</source>
        <translation>die Maske hat {1} x {2} Pixel, das Bild {3} x {4}</translation>
    </message>
    <message>
        <source>the mask of the object is empty</source>
        <translation>die Maske des Objekts ist leer</translation>
    </message>
    <message>
        <source>the mask of the object is only {1} x {2} pixels</source>
        <translation>die Maske des Objekts hat nur {1} x {2} Pixel</translation>
    </message>
    <message>
        <source>the metadata are not XML: {1}</source>
        <translation>die Metadaten sind kein XML: {1}</translation>
    </message>
    <message>
        <source>the metadata are too long: {1} characters</source>
        <translation>die Metadaten sind zu lang: {1} Zeichen</translation>
    </message>
    <message>
        <source>the metadata declare a document type, which they must not</source>
        <translation>die Metadaten nennen einen Dokumenttyp, was sie nicht dürfen</translation>
    </message>
    <message>
        <source>the metadata do not describe depth</source>
        <translation>die Metadaten beschreiben keine Tiefe</translation>
    </message>
    <message>
        <source>the name is too long</source>
        <translation>der Name ist zu lang</translation>
    </message>
    <message>
        <source>the official package cannot be used: no {1} here</source>
        <translation>das offizielle Paket ist nicht verwendbar: {1} fehlt hier</translation>
    </message>
    <message>
        <source>the official package does not load: {1}: {2}</source>
        <translation>das offizielle Paket lässt sich nicht laden: {1}: {2}</translation>
    </message>
    <message>
        <source>the official package failed: {1}: {2}</source>
        <translation>das offizielle Paket ist gescheitert: {1}: {2}</translation>
    </message>
    <message>
        <source>the official package makes its own noise</source>
        <translation>das offizielle Paket erzeugt sein eigenes Rauschen</translation>
    </message>
    <message>
        <source>the official package needs more GPU memory than is free</source>
        <translation>das offizielle Paket braucht mehr GPU-Speicher, als frei ist</translation>
    </message>
    <message>
        <source>the process of {1} was ended: it did not answer</source>
        <translation>der Prozess von {1} wurde beendet: er hat nicht geantwortet</translation>
    </message>
    <message>
        <source>the process of {1} {2}</source>
        <translation>der Prozess von {1} {2}</translation>
    </message>
    <message>
        <source>the range from {1} to {2} is none</source>
        <translation>von {1} bis {2} ist kein Bereich</translation>
    </message>
    <message>
        <source>the run has ended</source>
        <translation>der Lauf ist beendet</translation>
    </message>
    <message>
        <source>the screen can no longer be captured: {1}</source>
        <translation>der Bildschirm lässt sich nicht mehr aufnehmen: {1}</translation>
    </message>
    <message>
        <source>the screen cannot be captured: {1}</source>
        <translation>der Bildschirm lässt sich nicht aufnehmen: {1}</translation>
    </message>
    <message>
        <source>the screen is not open</source>
        <translation>der Bildschirm ist nicht geöffnet</translation>
    </message>
    <message>
        <source>the shape decoder returned values that are not numbers</source>
        <translation>der Formdecoder lieferte Werte, die keine Zahlen sind</translation>
    </message>
    <message>
        <source>the virtual camera is not open</source>
        <translation>die virtuelle Kamera ist nicht geöffnet</translation>
    </message>
    <message>
        <source>the virtual camera needs the package pyvirtualcam</source>
        <translation>die virtuelle Kamera braucht das Paket pyvirtualcam</translation>
    </message>
    <message>
        <source>the virtual camera {1} does not open</source>
        <translation>die virtuelle Kamera {1} lässt sich nicht öffnen</translation>
    </message>
    <message>
        <source>the virtual camera {1} does not work: {2}</source>
        <translation>die virtuelle Kamera {1} funktioniert nicht: {2}</translation>
    </message>
    <message>
        <source>the virtual camera {1} is gone</source>
        <translation>die virtuelle Kamera {1} ist verschwunden</translation>
    </message>
    <message>
        <source>the virtual camera {1} is in use</source>
        <translation>die virtuelle Kamera {1} ist in Gebrauch</translation>
    </message>
    <message>
        <source>the virtual camera {1} refuses this picture size</source>
        <translation>die virtuelle Kamera {1} lehnt diese Bildgröße ab</translation>
    </message>
    <message>
        <source>the virtual camera&apos;s driver v4l2loopback is not loaded</source>
        <translation>v4l2loopback, der Treiber der virtuellen Kamera, ist nicht geladen</translation>
    </message>
    <message>
        <source>the weights are not here ({1})</source>
        <translation>die Gewichte fehlen ({1})</translation>
    </message>
    <message>
        <source>the weights lack {1}: they are not of SAM 3D Objects, or damaged</source>
        <translation>in den Gewichten fehlt {1}: Sie sind nicht von SAM 3D Objects, oder beschädigt</translation>
    </message>
    <message>
        <source>the weights of {1} do not fit: {2}</source>
        <translation>die Gewichte von {1} passen nicht: {2}</translation>
    </message>
    <message>
        <source>the weights of {1} hold nothing under {2}</source>
        <translation>die Gewichte von {1} enthalten nichts unter {2}</translation>
    </message>
    <message>
        <source>the weights of {1} hold values that are not numbers in {2}</source>
        <translation>die Gewichte von {1} enthalten in {2} Werte, die keine Zahlen sind</translation>
    </message>
    <message>
        <source>the weights {1} are not here</source>
        <translation>die Gewichte {1} fehlen</translation>
    </message>
    <message>
        <source>there are no pictures in &apos;{1}&apos;</source>
        <translation>in „{1}“ sind keine Bilder</translation>
    </message>
    <message>
        <source>there are no virtual cameras on {1}</source>
        <translation>auf {1} gibt es keine virtuellen Kameras</translation>
    </message>
    <message>
        <source>there are no weights named &apos;{1}&apos;</source>
        <translation>Gewichte namens „{1}“ gibt es nicht</translation>
    </message>
    <message>
        <source>there is no NDI for Python on {1} {2}</source>
        <translation>für Python auf {1} {2} gibt es kein NDI</translation>
    </message>
    <message>
        <source>there is no NDI source</source>
        <translation>es gibt keine NDI-Quelle</translation>
    </message>
    <message>
        <source>there is no X11 display</source>
        <translation>es gibt keine X11-Anzeige</translation>
    </message>
    <message>
        <source>there is no camera &apos;{1}&apos;</source>
        <translation>eine Kamera „{1}“ gibt es nicht</translation>
    </message>
    <message>
        <source>there is no camera at {1}</source>
        <translation>an {1} gibt es keine Kamera</translation>
    </message>
    <message>
        <source>there is no camera {1}</source>
        <translation>eine Kamera {1} gibt es nicht</translation>
    </message>
    <message>
        <source>there is no file or folder &apos;{1}&apos;</source>
        <translation>eine Datei oder einen Ordner „{1}“ gibt es nicht</translation>
    </message>
    <message>
        <source>there is no file {1}</source>
        <translation>eine Datei {1} gibt es nicht</translation>
    </message>
    <message>
        <source>there is no object at this pick</source>
        <translation>an dieser Stelle ist kein Objekt</translation>
    </message>
    <message>
        <source>there is no parameter &apos;{1}&apos;{2}</source>
        <translation>einen Parameter „{1}“ gibt es nicht{2}</translation>
    </message>
    <message>
        <source>there is no preset &apos;{1}&apos;</source>
        <translation>eine Voreinstellung „{1}“ gibt es nicht</translation>
    </message>
    <message>
        <source>there is no screen {1}</source>
        <translation>einen Bildschirm {1} gibt es nicht</translation>
    </message>
    <message>
        <source>there is no virtual camera</source>
        <translation>es gibt keine virtuelle Kamera</translation>
    </message>
    <message>
        <source>there is no virtual camera &apos;{1}&apos;</source>
        <translation>eine virtuelle Kamera „{1}“ gibt es nicht</translation>
    </message>
    <message>
        <source>there is no virtual camera &apos;{1}&apos; on this system</source>
        <translation>eine virtuelle Kamera „{1}“ gibt es auf diesem System nicht</translation>
    </message>
    <message>
        <source>there is no virtual camera at {1}</source>
        <translation>an {1} gibt es keine virtuelle Kamera</translation>
    </message>
    <message>
        <source>there is no virtual camera: its driver v4l2loopback is not installed</source>
        <translation>es gibt keine virtuelle Kamera: ihr Treiber v4l2loopback ist nicht installiert</translation>
    </message>
    <message>
        <source>there is no {1} for this engine on {2}</source>
        <translation>für diese Engine gibt es auf {2} kein {1}</translation>
    </message>
    <message>
        <source>this Linux is too old for NDI: {1}</source>
        <translation>dieses Linux ist zu alt für NDI: {1}</translation>
    </message>
    <message>
        <source>this OBS is too old for its virtual camera</source>
        <translation>dieses OBS ist zu alt für seine virtuelle Kamera</translation>
    </message>
    <message>
        <source>this ONNX Runtime cannot use {1}</source>
        <translation>diese ONNX Runtime kann {1} nicht verwenden</translation>
    </message>
    <message>
        <source>this build of FFmpeg has no OpenEXR encoder</source>
        <translation>dieses FFmpeg hat keinen Encoder für OpenEXR</translation>
    </message>
    <message>
        <source>this is not a Hugging Face token, which begins with hf_</source>
        <translation>das ist kein Token von Hugging Face; die beginnen mit hf_</translation>
    </message>
    <message>
        <source>this keyboard does not have this key</source>
        <translation>diese Tastatur hat diese Taste nicht</translation>
    </message>
    <message>
        <source>this pyvirtualcam has no virtual camera &apos;{1}&apos; for {2}</source>
        <translation>dieses pyvirtualcam hat keine virtuelle Kamera „{1}“ für {2}</translation>
    </message>
    <message>
        <source>this system</source>
        <translation>diesem System</translation>
    </message>
    <message>
        <source>this system does not let a program have a key of its own everywhere</source>
        <translation>dieses System lässt keinem Programm eine Taste, die überall gilt</translation>
    </message>
    <message>
        <source>token</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>true oder false</translation>
    </message>
    <message>
        <source>try again later, or look at {1}</source>
        <translation>später noch einmal versuchen, oder auf {1} nachsehen</translation>
    </message>
    <message>
        <source>try again: it continues where it stopped</source>
        <translation>noch einmal versuchen: Es geht weiter, wo es aufgehört hat</translation>
    </message>
    <message>
        <source>unset HF_ENDPOINT if it names a mirror, or: pip install --upgrade camfilter</source>
        <translation>HF_ENDPOINT zurücknehmen, falls es einen Spiegel nennt, oder: pip install --upgrade camfilter</translation>
    </message>
    <message>
        <source>unset {1}, or use a local folder of weights</source>
        <translation>{1} zurücknehmen, oder einen lokalen Ordner mit Gewichten verwenden</translation>
    </message>
    <message>
        <source>update camfilter, or move the file away</source>
        <translation>camfilter aktualisieren, oder die Datei an einen anderen Ort verschieben</translation>
    </message>
    <message>
        <source>upgrade it: pip install --upgrade &quot;ndi-python&gt;=6.3.2.6&quot;</source>
        <translation>aktualisieren: pip install --upgrade &quot;ndi-python&gt;=6.3.2.6&quot;</translation>
    </message>
    <message>
        <source>use --device auto, cuda or cpu</source>
        <translation>--device auto, cuda oder cpu verwenden</translation>
    </message>
    <message>
        <source>use --device cpu</source>
        <translation>--device cpu verwenden</translation>
    </message>
    <message>
        <source>use --object-mask full, or another picture</source>
        <translation>--object-mask full oder ein anderes Bild nehmen</translation>
    </message>
    <message>
        <source>use --precision auto</source>
        <translation>--precision auto verwenden</translation>
    </message>
    <message>
        <source>use --precision auto or fp32</source>
        <translation>--precision auto oder fp32 verwenden</translation>
    </message>
    <message>
        <source>use NDI in a process that was not forked</source>
        <translation>NDI in einem Prozess verwenden, der nicht durch fork entstanden ist</translation>
    </message>
    <message>
        <source>use a Windows x64, Linux x86-64 or ARM, or Apple silicon computer for NDI</source>
        <translation>für NDI einen Computer mit Windows x64, Linux x86-64 oder ARM, oder Apple-Chip verwenden</translation>
    </message>
    <message>
        <source>use a shorter one</source>
        <translation>einen kürzeren verwenden</translation>
    </message>
    <message>
        <source>use camera: with one of {1}</source>
        <translation>camera: mit einem davon verwenden: {1}</translation>
    </message>
    <message>
        <source>use camera[:NAME|INDEX|/dev/videoN][?size=1920x1080&amp;rate=60&amp;format=mjpg]</source>
        <translation>camera[:NAME|INDEX|/dev/videoN][?size=1920x1080&amp;rate=60&amp;format=mjpg] verwenden</translation>
    </message>
    <message>
        <source>use camera[:NAME|INDEX|/dev/videoN][?size=1920x1080&amp;rate=60], ndi[:NAME][@ADDRESS[:PORT]], screen[:N], a file, a folder, or demo</source>
        <translation>camera[:NAME|INDEX|/dev/videoN][?size=1920x1080&amp;rate=60], ndi[:NAME][@ADDRESS[:PORT]], screen[:N], eine Datei, einen Ordner oder demo verwenden</translation>
    </message>
    <message>
        <source>use letters, digits and spaces</source>
        <translation>Buchstaben, Ziffern und Leerzeichen verwenden</translation>
    </message>
    <message>
        <source>use letters, digits or F1 to F12 with Ctrl, Alt or Meta, as in Ctrl+Alt+K</source>
        <translation>Buchstaben, Ziffern oder F1 bis F12 mit Strg, Alt oder Meta verwenden, wie in Strg+Alt+K</translation>
    </message>
    <message>
        <source>use letters, digits, spaces, &apos;-&apos; and &apos;_&apos;, at most 64 of them</source>
        <translation>höchstens 64 Buchstaben, Ziffern, Leerzeichen, &apos;-&apos; und &apos;_&apos; verwenden</translation>
    </message>
    <message>
        <source>use one of those that there are: {1}</source>
        <translation>einen der vorhandenen verwenden: {1}</translation>
    </message>
    <message>
        <source>use one that is: {1}</source>
        <translation>eine vorhandene verwenden: {1}</translation>
    </message>
    <message>
        <source>use one with SSE4.2, or an ARM one</source>
        <translation>einen mit SSE4.2 oder einen ARM-Prozessor verwenden</translation>
    </message>
    <message>
        <source>use one with glibc 2.28 or newer</source>
        <translation>eines mit glibc 2.28 oder neuer verwenden</translation>
    </message>
    <message>
        <source>use our own runtime</source>
        <translation>die eigene Laufzeit verwenden</translation>
    </message>
    <message>
        <source>use our own runtime: --engine sam3d</source>
        <translation>die eigene Laufzeit verwenden: --engine sam3d</translation>
    </message>
    <message>
        <source>use the icon in the tray, or the window</source>
        <translation>das Symbol im Infobereich oder das Fenster verwenden</translation>
    </message>
    <message>
        <source>use the window</source>
        <translation>das Fenster verwenden</translation>
    </message>
    <message>
        <source>virtual camera</source>
        <translation>virtuelle Kamera</translation>
    </message>
    <message>
        <source>virtual cameras do not work with a 32-bit Python</source>
        <translation>virtuelle Kameras funktionieren nicht mit einem 32-Bit-Python</translation>
    </message>
    <message>
        <source>wait for the screen to come back, or start again if its size changed</source>
        <translation>warten, bis der Bildschirm wieder da ist, oder neu starten, wenn sich seine Größe geändert hat</translation>
    </message>
    <message>
        <source>wait until it has been started again</source>
        <translation>warten, bis er neu gestartet ist</translation>
    </message>
    <message>
        <source>wait until it has finished</source>
        <translation>warten, bis es fertig ist</translation>
    </message>
    <message>
        <source>was ended from outside ({1})</source>
        <translation>wurde von außen beendet ({1})</translation>
    </message>
    <message>
        <source>weights</source>
        <translation>Gewichte</translation>
    </message>
    <message>
        <source>what this computer sends, it does not find itself</source>
        <translation>was dieser Computer sendet, findet er selbst nicht</translation>
    </message>
    <message>
        <source>works; no source is on the network now</source>
        <translation>funktioniert; gerade ist keine Quelle im Netzwerk</translation>
    </message>
    <message>
        <source>write it as ndi:NAME@10.0.0.5, ndi:NAME@10.0.0.5:5961 or ndi:NAME@[fe80::1]:5961</source>
        <translation>sie als ndi:NAME@10.0.0.5, ndi:NAME@10.0.0.5:5961 oder ndi:NAME@[fe80::1]:5961 schreiben</translation>
    </message>
    <message>
        <source>write just null</source>
        <translation>nur null schreiben</translation>
    </message>
    <message>
        <source>write one of {1}</source>
        <translation>eines davon schreiben: {1}</translation>
    </message>
    <message>
        <source>write schema_version = {1}</source>
        <translation>schema_version = {1} schreiben</translation>
    </message>
    <message>
        <source>write the path in full, without &apos;~&apos;</source>
        <translation>den vollständigen Pfad schreiben, ohne &apos;~&apos;</translation>
    </message>
    <message>
        <source>write to &apos;vcam&apos;, which is &apos;{1}&apos;</source>
        <translation>nach &apos;vcam&apos; schreiben, das ist „{1}“</translation>
    </message>
    <message>
        <source>write to a folder: {1}/{2}</source>
        <translation>in einen Ordner schreiben: {1}/{2}</translation>
    </message>
    <message>
        <source>write to ndi or FILE.mp4</source>
        <translation>nach ndi oder FILE.mp4 schreiben</translation>
    </message>
    <message>
        <source>write to one of {1}</source>
        <translation>auf eine davon schreiben: {1}</translation>
    </message>
    <message>
        <source>write to {1}.mp4</source>
        <translation>nach {1}.mp4 schreiben</translation>
    </message>
    <message>
        <source>write to {1}/ for pictures, or FILE.mp4</source>
        <translation>für Bilder nach {1}/ schreiben, oder nach FILE.mp4</translation>
    </message>
    <message>
        <source>you may not write there</source>
        <translation>dort fehlt das Schreibrecht</translation>
    </message>
    <message>
        <source>your Hugging Face account has no access to {1} yet</source>
        <translation>das Konto bei Hugging Face hat noch keinen Zugang zu {1}</translation>
    </message>
    <message>
        <source>your share of the disk is used up</source>
        <translation>das Kontingent auf dem Datenträger ist aufgebraucht</translation>
    </message>
    <message>
        <source>{1} GB are needed in {2}, {3} GB are free</source>
        <translation>in {2} werden {1} GB gebraucht, {3} GB sind frei</translation>
    </message>
    <message>
        <source>{1} GB free in this folder, {2} GB for weights</source>
        <translation>{1} GB frei in diesem Ordner, {2} GB für Gewichte</translation>
    </message>
    <message>
        <source>{1} and {2} more</source>
        <translation>{1} und {2} weitere</translation>
    </message>
    <message>
        <source>{1} came damaged: {2}</source>
        <translation>{1} kam beschädigt an: {2}</translation>
    </message>
    <message>
        <source>{1} cannot be an NDI name</source>
        <translation>{1} kann kein NDI-Name sein</translation>
    </message>
    <message>
        <source>{1} cannot be reached: {2}</source>
        <translation>{1} ist nicht erreichbar: {2}</translation>
    </message>
    <message>
        <source>{1} diffusion steps cannot be done</source>
        <translation>{1} Diffusionsschritte sind nicht möglich</translation>
    </message>
    <message>
        <source>{1} does not answer: going on without it, trying again later</source>
        <translation>{1} antwortet nicht: es geht ohne weiter, später folgt ein neuer Versuch</translation>
    </message>
    <message>
        <source>{1} does not fit into the memory that is free on the GPU</source>
        <translation>{1} passt nicht in den freien Speicher der GPU</translation>
    </message>
    <message>
        <source>{1} failed on the device: {2}</source>
        <translation>{1} ist auf dem Gerät gescheitert: {2}</translation>
    </message>
    <message>
        <source>{1} failed unexpectedly: {2}</source>
        <translation>{1} ist unerwartet gescheitert: {2}</translation>
    </message>
    <message>
        <source>{1} from {2} to {3}</source>
        <translation>{1} von {2} bis {3}</translation>
    </message>
    <message>
        <source>{1} has NaN or infinite weights: {2}</source>
        <translation>{1} enthält NaN oder unendliche Gewichte: {2}</translation>
    </message>
    <message>
        <source>{1} has ended</source>
        <translation>{1} ist zu Ende</translation>
    </message>
    <message>
        <source>{1} has no {2} in {3}</source>
        <translation>{1} hat kein {2} in {3}</translation>
    </message>
    <message>
        <source>{1} has {2} bytes, {3} were published</source>
        <translation>{1} hat {2} Bytes, veröffentlicht waren {3}</translation>
    </message>
    <message>
        <source>{1} holds more than weights, maybe code, and is not opened</source>
        <translation>{1} enthält mehr als Gewichte, vielleicht Code, und wird nicht geöffnet</translation>
    </message>
    <message>
        <source>{1} is being fetched</source>
        <translation>{1} wird gerade heruntergeladen</translation>
    </message>
    <message>
        <source>{1} is being loaded: {2} until then</source>
        <translation>{1} wird geladen: bis dahin {2}</translation>
    </message>
    <message>
        <source>{1} is closed</source>
        <translation>{1} ist geschlossen</translation>
    </message>
    <message>
        <source>{1} is damaged or no checkpoint ({2})</source>
        <translation>{1} ist beschädigt oder kein Checkpoint ({2})</translation>
    </message>
    <message>
        <source>{1} is gated and there is no Hugging Face token on this machine</source>
        <translation>{1} ist zugangsbeschränkt, und auf diesem Rechner ist kein Token von Hugging Face</translation>
    </message>
    <message>
        <source>{1} is no preset: it sets no parameter</source>
        <translation>{1} ist keine Voreinstellung: Es setzt keinen Parameter</translation>
    </message>
    <message>
        <source>{1} is not TOML that can be read: it is nested too deeply</source>
        <translation>{1} ist kein lesbares TOML: Es ist zu tief verschachtelt</translation>
    </message>
    <message>
        <source>{1} is not TOML: {2}</source>
        <translation>{1} ist kein TOML: {2}</translation>
    </message>
    <message>
        <source>{1} is not a virtual camera: v4l2loopback is not its driver</source>
        <translation>{1} ist keine virtuelle Kamera: Ihr Treiber ist nicht v4l2loopback</translation>
    </message>
    <message>
        <source>{1} is not here</source>
        <translation>{1} fehlt</translation>
    </message>
    <message>
        <source>{1} is not here: {2} missing</source>
        <translation>{1} fehlt: {2} nicht vorhanden</translation>
    </message>
    <message>
        <source>{1} is not open</source>
        <translation>{1} ist nicht geöffnet</translation>
    </message>
    <message>
        <source>{1} is not what Meta published, and may hold code</source>
        <translation>{1} ist nicht, was Meta veröffentlicht hat, und kann Code enthalten</translation>
    </message>
    <message>
        <source>{1} is not what was published (SHA-256 differs)</source>
        <translation>{1} ist nicht, was veröffentlicht wurde (SHA-256 weicht ab)</translation>
    </message>
    <message>
        <source>{1} is the camera that pictures are taken from</source>
        <translation>{1} ist die Kamera, von der die Bilder kommen</translation>
    </message>
    <message>
        <source>{1} is there but refuses the net</source>
        <translation>{1} ist da, lehnt das Netz aber ab</translation>
    </message>
    <message>
        <source>{1} lies in {2}, where camfilter did not put it</source>
        <translation>{1} liegt in {2}, wohin camfilter es nicht gelegt hat</translation>
    </message>
    <message>
        <source>{1} must be {2}, not &apos;{3}&apos;</source>
        <translation>{1} muss {2} sein, nicht „{3}“</translation>
    </message>
    <message>
        <source>{1} must be {2}, not {3}</source>
        <translation>{1} muss {2} sein, nicht {3}</translation>
    </message>
    <message>
        <source>{1} on {2}, {3} ms a picture ({4})</source>
        <translation>{1} auf {2}, {3} ms je Bild ({4})</translation>
    </message>
    <message>
        <source>{1} pictures could be read, to {2} s</source>
        <translation>{1} Bilder waren lesbar, bis {2} s</translation>
    </message>
    <message>
        <source>{1} refuses {2} (HTTP {3})</source>
        <translation>{1} verweigert {2} (HTTP {3})</translation>
    </message>
    <message>
        <source>{1} takes no pictures: another program writes to it, or it is a real camera</source>
        <translation>{1} nimmt keine Bilder an: Ein anderes Programm schreibt darauf, oder es ist eine echte Kamera</translation>
    </message>
    <message>
        <source>{1} was used before, and this v4l2loopback lets it be opened only once</source>
        <translation>{1} wurde schon verwendet, und dieses v4l2loopback lässt nur ein einmaliges Öffnen zu</translation>
    </message>
    <message>
        <source>{1} was written by a newer camfilter (schema {2}, here {3})</source>
        <translation>{1} stammt von einem neueren camfilter (Schema {2}, hier {3})</translation>
    </message>
    <message>
        <source>{1} {2} is no {3}x{4} picture of {5}-bit depth</source>
        <translation>{1} {2} ist kein Bild von {3}x{4} mit {5} Bit Tiefe</translation>
    </message>
    <message>
        <source>{1} {2}: these are other weights</source>
        <translation>{1} {2}: Das sind andere Gewichte</translation>
    </message>
    <message>
        <source>{1}, playable if interrupted</source>
        <translation>{1}, auch nach einem Abbruch abspielbar</translation>
    </message>
    <message>
        <source>{1}, virtual</source>
        <translation>{1}, virtuell</translation>
    </message>
    <message>
        <source>{1}-bit depth does not come as {2}</source>
        <translation>Tiefe mit {1} Bit kommt nicht als {2}</translation>
    </message>
    <message>
        <source>{1}: schema_version must be a whole number from 1, not {2}</source>
        <translation>{1}: schema_version muss eine ganze Zahl ab 1 sein, nicht {2}</translation>
    </message>
    <message>
        <source>{1}={2} in the depth metadata is no number</source>
        <translation>{1}={2} in den Tiefen-Metadaten ist keine Zahl</translation>
    </message>
    <message>
        <source>{1}={2} in the depth metadata is no whole number</source>
        <translation>{1}={2} in den Tiefen-Metadaten ist keine ganze Zahl</translation>
    </message>
    <message>
        <source>{1}={2} in the depth metadata is not {3} or {4}</source>
        <translation>{1}={2} in den Tiefen-Metadaten ist weder {3} noch {4}</translation>
    </message>
    <message>
        <source>{1}x{2}: {3} of {4} pictures a second arrived, {5} ms after they were sent</source>
        <translation>{1}x{2}: {3} von {4} Bildern je Sekunde kamen an, {5} ms nach dem Senden</translation>
    </message>
</context>
</TS>
