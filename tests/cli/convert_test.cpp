#include "app/cli/command.h"
#include "tests/test_class.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <sstream>

namespace waferscope {

/// `wafer convert`: what it writes opens as the same network.
class ConvertTest : public QObject {
    Q_OBJECT

private slots:
    void writesWhatOpensAgain_data();
    void writesWhatOpensAgain();
    void refusesOtherEndings();
};

namespace {

struct Run {
    ExitCode code;
    std::string out;
    std::string err;
};

Run wafer(std::vector<std::string> arguments)
{
    std::ostringstream out;
    std::ostringstream err;
    const ExitCode code = runWafer(std::move(arguments), {out, err, Emphasis::Plain});
    return {code, out.str(), err.str()};
}

/// All lines but the first, which has the file's name and kind.
std::string countsOf(const std::string& model)
{
    const std::string text = wafer({"inspect", model}).out;
    return text.substr(std::min(text.find('\n'), text.size()));
}

} // namespace

void ConvertTest::writesWhatOpensAgain_data()
{
    QTest::addColumn<QString>("file");
    QTest::newRow("blocks") << "net.yaml";
    QTest::newRow("ONNX") << "net.onnx";
}

void ConvertTest::writesWhatOpensAgain()
{
    QFETCH(QString, file);
    const QTemporaryDir folder;
    const std::string path = folder.filePath(file).toStdString();
    const Run run = wafer({"convert", "gallery:unet", "--dim", "height=128", "-o", path});
    QCOMPARE(run.code, ExitCode::Done);
    QVERIFY(run.out.empty() && run.err.empty());
    const std::string counts = countsOf(path);
    QVERIFY(counts.find("height=128") != std::string::npos);
    std::ostringstream out;
    std::ostringstream err;
    QCOMPARE(runWafer({"inspect", "gallery:unet", "--dim", "height=128"}, {out, err, Emphasis::Plain}), ExitCode::Done);
    QCOMPARE(counts, out.str().substr(out.str().find('\n')));
}

void ConvertTest::refusesOtherEndings()
{
    const QTemporaryDir folder;
    const Run run = wafer({"convert", "gallery:unet", "-o", folder.filePath(QStringLiteral("net.pb")).toStdString()});
    QCOMPARE(run.code, ExitCode::Usage);
    QCOMPARE(std::count(run.err.begin(), run.err.end(), '\n'), std::ptrdiff_t{1});
    QVERIFY(QDir(folder.path()).isEmpty());
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::ConvertTest)
#include "convert_test.moc"
