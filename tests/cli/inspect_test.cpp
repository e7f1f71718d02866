#include "tests/cli/wafer_command.h"
#include "tests/test_class.h"

#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <set>

namespace waferscope {

class InspectTest : public QObject {
    Q_OBJECT

private slots:
    void jsonHasTheContractsKeys();
    void layersSumToTheTotals();
    void sizesChangeShapesNotCounts();
    void textHasTheSameNumbers();
    void listsWhatIsShipped();
    void picturesAreWritten();
    void exitCodesAreTheContracts_data();
    void exitCodesAreTheContracts();
};

void InspectTest::jsonHasTheContractsKeys()
{
    const Ran ran = wafer({"inspect", "gallery:bert-large", "--dim", "batch=1", "--dim", "sequence=512", "--json"});
    QCOMPARE(ran.code, 0);
    QVERIFY(ran.err.isEmpty());
    const QJsonObject object = ran.object();
    for (const char* key : {"name", "parameters", "macs", "activations", "symbols", "layers", "issues"})
        QVERIFY2(object.contains(key), key);
    QCOMPARE(object["name"].toString(), QStringLiteral("bert-large"));
    QCOMPARE(object["parameters"].toInteger(), 335141888);
    QCOMPARE(object["symbols"].toObject()["sequence"].toInteger(), 512);
    const QJsonObject layer = object["layers"].toArray()[0].toObject();
    for (const char* key : {"name", "type", "parameters", "macs", "output_shape"})
        QVERIFY2(layer.contains(key), key);
    QCOMPARE(layer["output_shape"].toArray(), (QJsonArray{1, 512, 1024}));
}

void InspectTest::layersSumToTheTotals()
{
    const QJsonObject object = wafer({"inspect", "gallery:resnet50", "--json"}).object();
    qint64 parameters = 0;
    qint64 macs = 0;
    std::set<QString> names;
    const QJsonArray layers = object["layers"].toArray();
    for (const QJsonValue layer : layers) {
        parameters += layer["parameters"].toInteger();
        macs += layer["macs"].toInteger();
        names.insert(layer["name"].toString());
    }
    QCOMPARE(parameters, qint64{25557032});
    QCOMPARE(macs, qint64{4089184256});
    QCOMPARE(object["parameters"].toInteger(), parameters);
    QCOMPARE(object["macs"].toInteger(), macs);
    QCOMPARE(names.size(), static_cast<std::size_t>(layers.size()));
}

void InspectTest::sizesChangeShapesNotCounts()
{
    const QJsonObject one = wafer({"inspect", "gallery:mnist-mlp", "--json"}).object();
    const QJsonObject many = wafer({"inspect", "gallery:mnist-mlp", "--dim=batch=32", "--json"}).object();
    QCOMPARE(many["macs"], one["macs"]);
    QCOMPARE(many["activations"], one["activations"]);
    QCOMPARE(many["layers"].toArray()[0].toObject()["output_shape"].toArray(), (QJsonArray{32, 500}));
    const QJsonObject family = wafer({"inspect", "family:mlp", "--dim", "sizes=9-4", "--json"}).object();
    QCOMPARE(family["parameters"].toInteger(), 40);
}

void InspectTest::textHasTheSameNumbers()
{
    const Ran ran = wafer({"inspect", "gallery:resnet50"});
    QCOMPARE(ran.code, 0);
    for (const char* part : {"25,557,032", "53,120", "4,089,184,256", "stage4/1/conv3", "layers, once more",
                             "batch=1 height=224 width=224"})
        QVERIFY2(ran.out.contains(part), part);
    QVERIFY(!ran.out.contains('\x1b'));
}

void InspectTest::listsWhatIsShipped()
{
    for (const char* kind : {"networks", "systems", "installations", "lessons", "assumptions"}) {
        const Ran text = wafer({"list", kind});
        QCOMPARE(text.code, 0);
        const QJsonObject object = wafer({"list", kind, "--json"}).object();
        QVERIFY2(object.contains(kind), kind);
        for (const QJsonValue thing : object[QLatin1String{kind}].toArray())
            QVERIFY(text.out.contains(thing["name"].toString().toUtf8()));
    }
    QVERIFY(wafer({"list", "networks"}).out.contains("gallery:screening-mlp"));
    QVERIFY(wafer({"list", "systems"}).out.contains("cs1"));
}

/// By the file's ending; the counts are printed all the same.
void InspectTest::picturesAreWritten()
{
    const QTemporaryDir folder;
    const auto draw = [&folder](const char* name, const QStringList& more) {
        const QString file = folder.filePath(QLatin1String(name));
        const Ran ran = wafer(QStringList{"inspect", "gallery:resnet50", "--picture", file} + more);
        QFile written(file);
        const bool isDone = ran.code == 0 && ran.out.contains("25,557,032") && ran.err.isEmpty();
        return isDone && written.open(QIODevice::ReadOnly) ? written.readAll() : QByteArray();
    };
    QVERIFY(draw("a.png", {}).startsWith("\x89PNG"));
    QVERIFY(draw("a.pdf", {}).startsWith("%PDF"));
    const QByteArray folded = draw("a.svg", {});
    QVERIFY(folded.contains("stage3 × 6") && !folded.contains("shortcut_norm"));
    QVERIFY(draw("b.svg", {"--unfold"}).contains("shortcut_norm"));
}

void InspectTest::exitCodesAreTheContracts_data()
{
    QTest::addColumn<QString>("arguments");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("message");
    QTest::newRow("help") << "--help" << 0 << "";
    QTest::newRow("help of a command") << "inspect --help" << 0 << "";
    QTest::newRow("version") << "--version" << 0 << "";
    QTest::newRow("nothing") << "" << 2 << "try wafer --help";
    QTest::newRow("unknown command") << "inspct x" << 2 << "did you mean \"inspect\"?";
    QTest::newRow("no model") << "inspect" << 2 << "MODEL is required";
    QTest::newRow("unknown option") << "inspect gallery:unet --jsn" << 2 << "--jsn";
    QTest::newRow("unfold without a picture") << "inspect gallery:unet --unfold" << 2 << "--picture";
    QTest::newRow("unwritable picture") << "inspect gallery:unet --picture /nowhere/x.png" << 3 << "/nowhere/x.png";
    QTest::newRow("no file") << "inspect nowhere.onnx" << 3 << "There is no file 'nowhere.onnx'.";
    QTest::newRow("unknown network") << "inspect gallery:unnet" << 2 << "did you mean \"unet\"?";
    QTest::newRow("size without value") << "inspect gallery:unet --dim batch" << 2
                                        << "--dim takes NAME=N, not 'batch'.";
    QTest::newRow("unknown size") << "inspect gallery:unet --dim bach=2" << 2
                                  << "its sizes are batch, height and width";
    QTest::newRow("size of zero") << "inspect gallery:unet --dim batch=0" << 2 << "must be between 1 and 2^40";
    QTest::newRow("size that is no number") << "inspect gallery:unet --dim batch=two" << 2 << "not 'two'";
    QTest::newRow("sizes that do not fit")
        << "inspect gallery:bert-large --dim sequence=513" << 3 << "entry 512 of 512";
    QTest::newRow("unknown kind") << "list planets" << 2 << "planets";
}

void InspectTest::exitCodesAreTheContracts()
{
    QFETCH(QString, arguments);
    QFETCH(int, code);
    QFETCH(QString, message);
    const Ran ran = wafer(arguments.split(' ', Qt::SkipEmptyParts));
    QVERIFY2(ran.code == code, ran.err.constData());
    QVERIFY2(QString::fromUtf8(ran.err).contains(message), ran.err.constData());
    QCOMPARE(ran.err.isEmpty(), code == 0);
    QCOMPARE(ran.out.isEmpty(), code != 0);
    if (code != 0)
        QVERIFY(ran.err.indexOf('\n') == ran.err.size() - 1); // one line
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::InspectTest)
#include "inspect_test.moc"
