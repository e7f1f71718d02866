#include "tests/cli/wafer_command.h"
#include "tests/test_class.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

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

/// All lines but the first, which has the file's name and kind.
QByteArray countsOf(const QStringList& model)
{
    const QByteArray text = wafer(QStringList{"inspect"} + model).out;
    return text.mid(text.indexOf('\n'));
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
    const QString path = folder.filePath(file);
    const Ran ran = wafer({"convert", "gallery:unet", "--dim", "height=128", "-o", path});
    QCOMPARE(ran.code, static_cast<int>(ExitCode::Done));
    QVERIFY(ran.out.isEmpty() && ran.err.isEmpty());
    const QByteArray counts = countsOf({path});
    QVERIFY(counts.contains("height=128"));
    QCOMPARE(counts, countsOf({"gallery:unet", "--dim", "height=128"}));
}

void ConvertTest::refusesOtherEndings()
{
    const QTemporaryDir folder;
    const Ran ran = wafer({"convert", "gallery:unet", "-o", folder.filePath(QStringLiteral("net.pb"))});
    QCOMPARE(ran.code, static_cast<int>(ExitCode::Usage));
    QCOMPARE(ran.err.count('\n'), 1);
    QVERIFY(QDir(folder.path()).isEmpty());
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::ConvertTest)
#include "convert_test.moc"
