#include "app/cli/command.h"
#include "tests/test_class.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <set>
#include <sstream>

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

struct Ran {
    int code = 0;
    std::string out;
    std::string err;
};

static Ran wafer(std::vector<std::string> arguments)
{
    std::ostringstream out;
    std::ostringstream err;
    const ExitCode code = runWafer(std::move(arguments), {out, err});
    return {static_cast<int>(code), out.str(), err.str()};
}

static QJsonObject json(const Ran& ran)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(ran.out)).object();
}

void InspectTest::jsonHasTheContractsKeys()
{
    const Ran ran = wafer({"inspect", "gallery:bert-large", "--dim", "batch=1", "--dim", "sequence=512", "--json"});
    QCOMPARE(ran.code, 0);
    QVERIFY(ran.err.empty());
    const QJsonObject object = json(ran);
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
    const QJsonObject object = json(wafer({"inspect", "gallery:resnet50", "--json"}));
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
    const QJsonObject one = json(wafer({"inspect", "gallery:mnist-mlp", "--json"}));
    const QJsonObject many = json(wafer({"inspect", "gallery:mnist-mlp", "--dim=batch=32", "--json"}));
    QCOMPARE(many["macs"], one["macs"]);
    QCOMPARE(many["activations"], one["activations"]);
    QCOMPARE(many["layers"].toArray()[0].toObject()["output_shape"].toArray(), (QJsonArray{32, 500}));
    const QJsonObject family = json(wafer({"inspect", "family:mlp", "--dim", "sizes=9-4", "--json"}));
    QCOMPARE(family["parameters"].toInteger(), 40);
}

void InspectTest::textHasTheSameNumbers()
{
    const Ran ran = wafer({"inspect", "gallery:resnet50"});
    QCOMPARE(ran.code, 0);
    for (const char* part : {"25,557,032", "53,120", "4,089,184,256", "stage4/1/conv3", "layers, once more",
                             "batch=1 height=224 width=224"})
        QVERIFY2(ran.out.find(part) != std::string::npos, part);
    QVERIFY(ran.out.find('\x1b') == std::string::npos);
}

void InspectTest::listsWhatIsShipped()
{
    for (const char* kind : {"networks", "systems", "installations", "lessons", "assumptions"}) {
        const Ran text = wafer({"list", kind});
        QCOMPARE(text.code, 0);
        const QJsonObject object = json(wafer({"list", kind, "--json"}));
        QVERIFY2(object.contains(kind), kind);
        for (const QJsonValue thing : object[QLatin1String{kind}].toArray())
            QVERIFY(text.out.find(thing["name"].toString().toStdString()) != std::string::npos);
    }
    QVERIFY(wafer({"list", "networks"}).out.find("gallery:screening-mlp") != std::string::npos);
    QVERIFY(wafer({"list", "systems"}).out.find("cs1") != std::string::npos);
}

/// By the file's ending; the counts are printed all the same.
void InspectTest::picturesAreWritten()
{
    const QTemporaryDir folder;
    const auto draw = [&folder](const char* name, std::vector<std::string> more) {
        const QString file = folder.filePath(QLatin1String(name));
        std::vector<std::string> arguments{"inspect", "gallery:resnet50", "--picture", file.toStdString()};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const Ran ran = wafer(arguments);
        QFile written(file);
        const bool isDone = ran.code == 0 && ran.out.find("25,557,032") != std::string::npos && ran.err.empty();
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
    std::vector<std::string> list;
    for (const QString& argument : arguments.split(' ', Qt::SkipEmptyParts))
        list.push_back(argument.toStdString());
    const Ran ran = wafer(list);
    QVERIFY2(ran.code == code, ran.err.c_str());
    QVERIFY2(QString::fromStdString(ran.err).contains(message), ran.err.c_str());
    QCOMPARE(ran.err.empty(), code == 0);
    QCOMPARE(ran.out.empty(), code != 0);
    if (code != 0)
        QVERIFY(ran.err.find('\n') == ran.err.size() - 1); // one line
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::InspectTest)
#include "inspect_test.moc"
