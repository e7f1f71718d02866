#include "app/cli/command.h"
#include "core/base/foreign_text.h"
#include "tests/test_class.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

namespace waferscope {

/// Networks and files with names that act, are no UTF-8, or mean something to a shell or a spreadsheet: whatever a
/// command writes is harmless, and what it wrote it reads.
class ForeignNamesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanupTestCase();
    void textIsHarmless_data();
    void textIsHarmless();
    void jsonIsExact();
    void noCellIsAFormula();
    void htmlShowsNamesAsTheyAre();
    void picturesAreWellFormed_data();
    void picturesAreWellFormed();
    void columnsStand();
    void messagesAreHarmless_data();
    void messagesAreHarmless();
    void aFileWhoseNameIsNoUtf8OpensAgain();
    void aBatchRunIsNamedForPrograms_data();
    void aBatchRunIsNamedForPrograms();

private:
    struct Output {
        int code = 0;
        std::string out;
        std::string err;
    };
    static Output run(std::vector<std::string> arguments)
    {
        std::ostringstream out;
        std::ostringstream err;
        const ExitCode code = runWafer(std::move(arguments), {out, err});
        return {static_cast<int>(code), out.str(), err.str()};
    }
    std::string in(const std::string& name) const { return (m_folder / name).string(); }
    std::string plan() const { return in("a.waferplan"); }

    QTemporaryDir m_temporary;
    std::filesystem::path m_folder;
};

// A formula to a spreadsheet, an escape sequence to a terminal, a tag to HTML, an override to readers, a line break.
constexpr const char* kEvil = "=cmd|'/c'!A1<b>&\"\x1b[31m\a\x7f\xC2\x9B\xE2\x80\xAE\nend\xEF\xBF\xBE";
constexpr const char* kEvilInYaml = R"(=cmd|'\x2fc'!A1<b>&\"\x1b[31m\x07\x7f\x9b\u202e\nend\ufffe)";
constexpr const char* kWide = "卷积層";

static std::string network(const std::string& firstName)
{
    return "title: t\ndescription: d\ncitation: c\nsizes: {batch: 1}\n"
           "inputs:\n  - {name: pixels, type: float32, shape: [batch, 64]}\n"
           "blocks:\n  - {block: mlp, name: \""
        + firstName + "\", sizes: 64-32-16, activation: relu}\n  - {block: mlp, name: \"" + kWide
        + "\", sizes: 16-8, activation: relu}\n";
}

static std::string readAll(const std::string& path)
{
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

/// Why a text is not harmless; empty when it is. It may have lines.
static std::string harmIn(const std::string& text)
{
    for (std::string_view rest = text; !rest.empty();) {
        const Letter letter = firstLetter(rest);
        if (!letter.isUtf8)
            return "no UTF-8 at " + std::to_string(text.size() - rest.size());
        if (acts(letter.code) && letter.code != U'\n')
            return "the letter " + std::to_string(static_cast<unsigned>(letter.code));
        rest.remove_prefix(letter.bytes);
    }
    return {};
}

void ForeignNamesTest::initTestCase()
{
    QVERIFY(m_temporary.isValid());
    m_folder = m_temporary.path().toStdString();
    std::ofstream{in("evil.yaml"), std::ios::binary} << network(kEvilInYaml);
    std::ofstream{in("long.yaml"), std::ios::binary} << network(std::string(200'000, 'x'));
    for (const char* mode : {"pipelined", "streaming"})
        QCOMPARE(run({"map", in("evil.yaml"), "--system", "cs1", "--mode", mode, "--moves", "50", "-o",
                      *mode == 'p' ? plan() : in("s.waferplan")})
                     .code,
                 0);
}

void ForeignNamesTest::init()
{
    std::filesystem::current_path(m_folder);
}

/// Qt would not find the files whose names are no UTF-8.
void ForeignNamesTest::cleanupTestCase()
{
    std::filesystem::current_path("/");
    std::filesystem::remove_all(m_folder);
}

void ForeignNamesTest::textIsHarmless_data()
{
    QTest::addColumn<QStringList>("arguments");
    const auto row = [](const char* command) { QTest::newRow(command) << QString::fromUtf8(command).split(u' '); };
    row("inspect evil.yaml");
    row("inspect evil.yaml --json");
    row("map evil.yaml --system cs1 --mode pipelined --moves 50");
    row("map evil.yaml --system cs1 --mode streaming --json");
    for (const char* file : {"a.waferplan", "s.waferplan"})
        for (const char* format : {"text", "json", "csv", "html"})
            row(qPrintable(QStringLiteral("report %1 --format %2").arg(QLatin1String(file), QLatin1String(format))));
    row("report a.waferplan --advice");
    row("emulate a.waferplan --steps 1");
    row("emulate s.waferplan --steps 1 --json");
    row("compare a.waferplan s.waferplan");
    row("compare a.waferplan s.waferplan --json");
    row("export a.waferplan -o out");
    row("inspect long.yaml");
}

void ForeignNamesTest::textIsHarmless()
{
    QFETCH(QStringList, arguments);
    std::vector<std::string> texts;
    for (const QString& argument : arguments)
        texts.push_back(argument.toStdString());
    const Output output = run(texts);
    QCOMPARE(output.err, std::string());
    QCOMPARE(output.code, 0);
    QCOMPARE(harmIn(output.out), std::string());
}

void ForeignNamesTest::jsonIsExact()
{
    const Output output = run({"inspect", in("evil.yaml"), "--json"});
    const QJsonArray layers =
        QJsonDocument::fromJson(QByteArray::fromStdString(output.out)).object()["layers"].toArray();
    QVERIFY(layers.size() > 1);
    QVERIFY(layers[0].toObject()["name"].toString().startsWith(QString::fromUtf8(kEvil)));
    const QJsonObject written = QJsonDocument::fromJson(QByteArray::fromStdString(readAll(plan()))).object();
    const QJsonArray regions = written["layouts"].toArray()[0].toObject()["regions"].toArray();
    QVERIFY(regions[0].toObject()["layer"].toString().startsWith(QString::fromUtf8(kEvil)));
    QCOMPARE(harmIn(readAll(plan())), std::string());
}

void ForeignNamesTest::noCellIsAFormula()
{
    const Output output = run({"report", plan(), "--format", "csv"});
    const std::size_t first = output.out.find('\n') + 1;
    QCOMPARE(output.out.substr(first, 12), std::string("\"'=cmd|'/c'!"));
    const std::string row = output.out.substr(first, output.out.find('\n', first) - first);
    QVERIFY(row.find("<b>&\"\"\\x1b[31m") != std::string::npos); // quotes are doubled
    QVERIFY(row.find("\",") != std::string::npos); // numbers follow as they are
}

void ForeignNamesTest::htmlShowsNamesAsTheyAre()
{
    const std::string html = run({"report", plan(), "--format", "html"}).out;
    QVERIFY(html.find("&#39;!A1&lt;b&gt;&amp;&quot;\\x1b[31m") != std::string::npos);
    QVERIFY(html.find("A1<b>") == std::string::npos);
}

void ForeignNamesTest::picturesAreWellFormed_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("network") << QStringList{"inspect", "evil.yaml", "--unfold", "--picture", "p.svg"};
    QTest::newRow("pipelined") << QStringList{"emulate", "a.waferplan", "--steps", "1", "--picture", "p.svg"};
    QTest::newRow("streaming") << QStringList{"emulate", "s.waferplan", "--steps", "1", "--picture", "p.svg"};
}

void ForeignNamesTest::picturesAreWellFormed()
{
    QFETCH(QStringList, arguments);
    std::vector<std::string> texts;
    for (const QString& argument : arguments)
        texts.push_back(argument.toStdString());
    const Output output = run(texts);
    QCOMPARE(output.code, 0);
    const std::string svg = readAll(in("p.svg"));
    QCOMPARE(harmIn(svg), std::string());
    QXmlStreamReader reader(QByteArray::fromStdString(svg));
    while (!reader.atEnd())
        reader.readNext();
    QCOMPARE(reader.errorString(), QString());
}

/// A cell of wide letters takes as many columns as it is padded to, a long one is shortened.
void ForeignNamesTest::columnsStand()
{
    for (const char* file : {"evil.yaml", "long.yaml"}) {
        std::istringstream lines{run({"inspect", in(file)}).out};
        std::size_t title = 0;
        int layers = 0;
        for (std::string line; std::getline(lines, line);) {
            QVERIFY2(columnsOf(line) < 250, file);
            if (const std::size_t place = line.find("type"); line.starts_with("layer"))
                title = place;
            const std::size_t kind = line.find("  linear ");
            if (kind == std::string::npos)
                continue;
            const std::size_t begin = line.find_first_not_of(' ', kind);
            QCOMPARE(columnsOf(line.substr(0, begin)), title);
            ++layers;
        }
        QVERIFY(layers > 1);
    }
}

void ForeignNamesTest::messagesAreHarmless_data()
{
    QTest::addColumn<QList<QByteArray>>("arguments");
    const QByteArray evil = "a\x1b[31m\a\n\xFF\xC2\x9B\xE2\x80\xAE.onnx";
    QTest::newRow("command") << QList<QByteArray>{evil};
    QTest::newRow("file") << QList<QByteArray>{"inspect", evil};
    QTest::newRow("option") << QList<QByteArray>{"inspect", "evil.yaml", "--" + evil};
    QTest::newRow("family") << QList<QByteArray>{"inspect", "family:" + evil};
    QTest::newRow("gallery") << QList<QByteArray>{"inspect", "gallery:" + evil};
    QTest::newRow("size") << QList<QByteArray>{"inspect", "evil.yaml", "--dim", evil + "=3"};
    QTest::newRow("value of a size") << QList<QByteArray>{"inspect", "evil.yaml", "--dim", "batch=" + evil};
    QTest::newRow("system") << QList<QByteArray>{"map", "evil.yaml", "--mode", "pipelined", "--system", evil};
    QTest::newRow("assumption") << QList<QByteArray>{"map", "evil.yaml", "--system", "cs1", "--assume", evil + "=1"};
    QTest::newRow("mode") << QList<QByteArray>{"map", "evil.yaml", "--system", "cs1", "--mode", evil};
    QTest::newRow("layout") << QList<QByteArray>{"report", "a.waferplan", "--layout", evil};
    QTest::newRow("kernel") << QList<QByteArray>{"report", "a.waferplan", "--why=" + evil};
    QTest::newRow("output") << QList<QByteArray>{"map",       "evil.yaml", "--system", "cs1", "--mode",
                                                 "pipelined", "--moves",   "50",       "-o",  evil + "/x"};
}

void ForeignNamesTest::messagesAreHarmless()
{
    QFETCH(QList<QByteArray>, arguments);
    std::vector<std::string> texts;
    for (const QByteArray& argument : arguments)
        texts.push_back(argument.toStdString());
    const Output output = run(texts);
    QVERIFY(output.code == 2 || output.code == 3);
    QCOMPARE(harmIn(output.err), std::string());
    QCOMPARE(std::count(output.err.begin(), output.err.end(), '\n'), 1);
    QVERIFY2(output.err.find("\\x1b[31m") != std::string::npos, output.err.c_str());
}

void ForeignNamesTest::aFileWhoseNameIsNoUtf8OpensAgain()
{
    std::filesystem::create_directory(m_folder / "d\xE9");
    const std::string model = in("d\xE9/caf\xE9.yaml");
    std::ofstream{model, std::ios::binary} << network("first");
    const std::string written = in("again.waferplan");
    QCOMPARE(run({"map", model, "--system", "cs1", "--mode", "pipelined", "--moves", "50", "-o", written}).code, 0);
    QVERIFY(isUtf8(readAll(written)));
    for (const std::vector<std::string>& arguments :
         {std::vector<std::string>{"report", written}, {"inspect", written}, {"report", written, "--format", "json"}}) {
        const Output output = run(arguments);
        QCOMPARE(output.err, std::string());
        QCOMPARE(harmIn(output.out), std::string());
        QVERIFY(output.out.find("caf\xEF\xBF\xBD") != std::string::npos);
    }
    std::ofstream{in("d\xE9/caf\xE8.yaml"), std::ios::binary} << network("other"); // now two read alike
    QCOMPARE(run({"report", written}).code, 3);
}

void ForeignNamesTest::aBatchRunIsNamedForPrograms_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QByteArray>("job");
    QTest::newRow("dash") << QByteArray("-rf") << QByteArray("rf");
    QTest::newRow("Cyrillic") << QByteArray("сеть 2") << QByteArray("сеть-2");
    QTest::newRow("no letters") << QByteArray("---") << QByteArray("network");
    QTest::newRow("shell") << QByteArray("$(touch gone)`x`;'\"") << QByteArray("touch-gone--x");
    QTest::newRow("no UTF-8") << QByteArray("a\xFFz") << QByteArray("a-z");
    QTest::newRow("long") << QByteArray(245, 'n') << QByteArray(200, 'n');
}

void ForeignNamesTest::aBatchRunIsNamedForPrograms()
{
    QFETCH(QByteArray, file);
    QFETCH(QByteArray, job);
    const std::string name = job.toStdString();
    const std::string folder = in(std::string("run ") + QTest::currentDataTag());
    const std::string model = "./" + file.toStdString() + ".yaml";
    std::ofstream{model, std::ios::binary} << network("first");
    QCOMPARE(
        run({"map", model, "--system", "cs1", "--mode", "pipelined", "--moves", "50", "-o", in("b.waferplan")}).code,
        0);
    const Output output = run({"export", in("b.waferplan"), "-o", folder});
    QCOMPARE(output.err, std::string());
    const std::string script = folder + "/" + name + ".sbatch";
    QVERIFY2(std::filesystem::exists(script), script.c_str());
    QVERIFY(readAll(script).find("--params \"" + name + ".yaml\"") != std::string::npos);
    QVERIFY(std::filesystem::exists(folder + "/" + name + ".yaml"));
    QCOMPARE(QProcess::execute(QStringLiteral("sh"), {QStringLiteral("-n"), QString::fromStdString(script)}), 0);
    QVERIFY(!std::filesystem::exists(in("gone")));
    const Output again = run({"report", folder + "/" + name + ".waferplan"});
    QCOMPARE(again.err, std::string());
    QCOMPARE(again.code, 0);
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::ForeignNamesTest)
#include "foreign_names_test.moc"
