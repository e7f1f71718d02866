#include "core/layout/footprint.h"
#include "formats/base/resources.h"
#include "tests/cli/wafer_command.h"
#include "tests/test_class.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRect>
#include <QTemporaryDir>
#include <QTest>

namespace waferscope {

/// A person's own machine, with dead PEs, and a plan with a locked kernel, end to end.
class MachineFileTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void mapKeepsOffDeadPes();
    void aPlanFindsItsMachineAgain();
    void aPlanIsJudgedOnAnotherMachine();
    void compareTakesIt();
    void aBadOneIsOneSentence();
    void mapOfAPlanKeepsItsLocks();
    void optionsOfPlansAndNetworksAreTold();

private:
    static int wafer(const QStringList& arguments, QJsonObject* answer = nullptr, QString* complaint = nullptr)
    {
        const Ran ran = waferscope::wafer(arguments);
        if (answer)
            *answer = ran.object();
        if (complaint)
            *complaint = QString::fromUtf8(ran.err);
        return ran.code;
    }
    QString file(const QString& name) const { return m_folder.filePath(name); }
    void write(const QString& name, const QByteArray& bytes) const
    {
        QFile out(file(name));
        QVERIFY(out.open(QIODevice::WriteOnly) && out.write(bytes) == bytes.size());
    }
    QJsonObject read(const QString& name) const
    {
        QFile in(file(name));
        return in.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(in.readAll()).object() : QJsonObject{};
    }
    /// The CS-1 with dead PEs.
    void writeMachine(const QString& name, const QJsonValue& dead) const
    {
        const std::string_view shipped = resource("systems/cs1.json").value();
        QJsonObject system =
            QJsonDocument::fromJson(QByteArray(shipped.data(), static_cast<qsizetype>(shipped.size()))).object();
        system["dead_pes"] = dead;
        write(name, QJsonDocument(system).toJson());
    }
    static QRect rectangleOf(const QJsonObject& kernel)
    {
        return {kernel["x"].toInt(), kernel["y"].toInt(), kernel["width"].toInt(), kernel["height"].toInt()};
    }
    static QJsonObject regionAt(const QJsonObject& plan, int index)
    {
        return plan["layouts"].toArray()[0].toObject()["regions"].toArray()[index].toObject();
    }
    /// What `wafer map` says of the MNIST MLP on a machine.
    QJsonObject mapped(const QString& machine, const QStringList& more = {}) const
    {
        QJsonObject answer;
        const QStringList map{"map", "gallery:mnist-mlp", "--system", machine, "--moves", "2000", "--json"};
        return wafer(map + more, &answer) == 0 ? answer : QJsonObject{};
    }

    QTemporaryDir m_folder;
};

/// They lie where its kernels would be otherwise.
void MachineFileTest::mapKeepsOffDeadPes()
{
    const QRect first = rectangleOf(mapped("cs1")["kernels"].toArray()[0].toObject());
    const QRect dead(first.center(), QSize(2, 3));
    writeMachine("mine.json", QJsonArray{QJsonArray{dead.x(), dead.y(), dead.width(), dead.height()}});
    const QJsonObject answer = mapped(file("mine.json"));
    QVERIFY(answer["legal"].toBool());
    QVERIFY(!answer["kernels"].toArray().isEmpty());
    for (const auto& kernel : answer["kernels"].toArray())
        QVERIFY(!rectangleOf(kernel.toObject()).intersects(dead));
    const QJsonObject streamed = mapped(file("mine.json"), {"--mode", "streaming"});
    QVERIFY2(QJsonDocument(streamed["warnings"].toArray()).toJson().contains("6 dead PEs are counted as if working"),
             QJsonDocument(streamed["warnings"].toArray()).toJson());
    QCOMPARE(streamed["warning_kinds"].toArray(), QJsonArray{"dead-pes"});
}

void MachineFileTest::aPlanFindsItsMachineAgain()
{
    writeMachine("mine.json", QJsonArray{QJsonArray{5, 5, 1, 1}});
    const QJsonObject answer = mapped(file("mine.json"), {"-o", file("mine.waferplan")});
    QCOMPARE(read("mine.waferplan")["layouts"].toArray()[0].toObject()["installation"].toString(),
             QString("mine.json"));
    QJsonObject reported;
    QCOMPARE(wafer({"report", file("mine.waferplan"), "--json"}, &reported), 0);
    QCOMPARE(reported["kernels"], answer["kernels"]);
    QCOMPARE(reported["bound"], answer["bound"]);
    // one more PE dies
    const QRect first = rectangleOf(answer["kernels"].toArray()[0].toObject());
    writeMachine("mine.json", QJsonArray{QJsonArray{first.x(), first.y(), 1, 1}});
    QCOMPARE(wafer({"report", file("mine.waferplan"), "--json"}, &reported), 0);
    QVERIFY(!reported["legal"].toBool());
    QVERIFY(reported["violations"].toArray()[0].toString().contains("covers the dead PE"));
    QCOMPARE(reported["violation_kinds"].toArray(), QJsonArray{"dead-pes"});
}

void MachineFileTest::aPlanIsJudgedOnAnotherMachine()
{
    const QJsonObject answer = mapped("cs1", {"-o", file("cs1.waferplan")});
    const QRect first = rectangleOf(answer["kernels"].toArray()[0].toObject());
    writeMachine("sound.json", QJsonArray{QJsonArray{632, 632, 1, 1}});
    writeMachine("broken.json", QJsonArray{QJsonArray{first.x(), first.y(), 2, 2}});
    QJsonObject ran;
    QCOMPARE(wafer({"emulate", file("cs1.waferplan"), "--json", "--system", file("sound.json")}, &ran), 0);
    QVERIFY(ran["cycles"].toDouble() > 0);
    QString complaint;
    QCOMPARE(wafer({"emulate", file("cs1.waferplan"), "--system", file("broken.json")}, nullptr, &complaint), 1);
    QVERIFY2(complaint.contains("covers 4 dead PEs"), qPrintable(complaint));
}

void MachineFileTest::compareTakesIt()
{
    writeMachine("mine.json", QJsonArray{QJsonArray{0, 0, 633, 1}});
    QJsonObject answer;
    QCOMPARE(
        wafer({"compare", "gallery:mnist-mlp", "--system", file("mine.json"), "--moves", "500", "--json"}, &answer), 0);
    for (const auto& kernel : answer["pipelined"].toObject()["kernels"].toArray())
        QVERIFY(rectangleOf(kernel.toObject()).y() > 0);
}

void MachineFileTest::aBadOneIsOneSentence()
{
    writeMachine("mine.json", QJsonArray{QJsonArray{5, 5, 1}});
    QString complaint;
    QCOMPARE(wafer({"map", "gallery:mnist-mlp", "--system", file("mine.json")}, nullptr, &complaint), 3);
    QCOMPARE(complaint.count('\n'), 1);
    QVERIFY2(complaint.contains("mine.json:") && complaint.contains("dead_pes"), qPrintable(complaint));
    write("mine.json", "{\"name\": \"mine\"}");
    QCOMPARE(wafer({"map", "gallery:mnist-mlp", "--system", file("mine.json")}, nullptr, &complaint), 3);
    QVERIFY2(complaint.contains("mine.json:") && complaint.contains("title: is missing"), qPrintable(complaint));
}

/// A kernel somewhere else than a search would put it.
void MachineFileTest::mapOfAPlanKeepsItsLocks()
{
    QVERIFY(!mapped("cs1", {"-o", file("p.waferplan"), "--batch", "99"}).isEmpty());
    QJsonObject plan = read("p.waferplan");
    QJsonArray layouts = plan["layouts"].toArray();
    QJsonObject layout = layouts[0].toObject();
    QJsonArray regions = layout["regions"].toArray();
    QJsonObject region = regions[1].toObject();
    region["locked"] = true;
    region["x"] = 633 - region["width"].toInt() - 7;
    region["y"] = 633 - region["height"].toInt() - 9;
    regions[1] = region;
    layout["regions"] = regions;
    layout["name"] = "mine";
    layouts[0] = layout;
    plan["layouts"] = layouts;
    write("p.waferplan", QJsonDocument(plan).toJson());

    const QStringList map{"map", file("p.waferplan"), "--moves", "2000", "-o", file("q.waferplan")};
    QCOMPARE(wafer(map), 0);
    QCOMPARE(regionAt(read("q.waferplan"), 1), region);
    QVERIFY(!regionAt(read("q.waferplan"), 0)["locked"].toBool());
    const QJsonObject again = read("q.waferplan")["layouts"].toArray()[0].toObject();
    QCOMPARE(again["name"].toString(), QString("mine"));
    QCOMPARE(again["execution"].toObject()["batch"].toInt(), 99);
    // options go before what the plan says
    QCOMPARE(wafer(map + QStringList{"--batch", "7", "--layout", "mine", "--optimizer", "adam"}), 0);
    QCOMPARE(regionAt(read("q.waferplan"), 1), region);
    const QJsonObject other = read("q.waferplan")["layouts"].toArray()[0].toObject()["execution"].toObject();
    QCOMPARE(other["batch"].toInt(), 7);
    QCOMPARE(other["optimizer"].toString(), QString("adam"));
    // for inference its rectangle is a third as wide
    QCOMPARE(wafer(map + QStringList{"--run", "infer"}), 0);
    QCOMPARE(regionAt(read("q.waferplan"), 1)["arguments"], region["arguments"]);
    QCOMPARE(regionAt(read("q.waferplan"), 1)["x"], region["x"]);
}

void MachineFileTest::optionsOfPlansAndNetworksAreTold()
{
    QString complaint;
    QVERIFY(!mapped("cs1", {"-o", file("p.waferplan")}).isEmpty());
    QVERIFY(wafer({"map", file("p.waferplan"), "--dim", "N=3"}, nullptr, &complaint) != 0);
    QVERIFY2(complaint.contains("--dim is of networks"), qPrintable(complaint));
    QVERIFY(wafer({"map", "gallery:mnist-mlp", "--system", "cs1", "--layout", "x"}, nullptr, &complaint) != 0);
    QVERIFY2(complaint.contains("--layout is of plans"), qPrintable(complaint));
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::MachineFileTest)
#include "machine_file_test.moc"
