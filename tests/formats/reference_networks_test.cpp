#include "formats/networks/model.h"
#include "tests/test_class.h"

#include "tests/reference_folder.h"

#include <QFile>
#include <QTest>

#include <filesystem>

namespace waferscope {

/// Real networks, where the reference folder is here: counts that their publishers give.
class ReferenceNetworksTest : public QObject {
    Q_OBJECT

private slots:
    void countsAreExact_data();
    void countsAreExact();
    void allOpen();
    void manifestCountsAreExact();
};

void ReferenceNetworksTest::countsAreExact_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<qint64>("parameters");
    QTest::addColumn<qint64>("statistics");
    QTest::addColumn<qint64>("macs"); // -1: not published
    QTest::newRow("resnet50") << "light_resnet50" << qint64{25557032} << qint64{53120} << qint64{4089184256};
    QTest::newRow("alexnet") << "light_bvlc_alexnet" << qint64{60965224} << qint64{0} << qint64{-1};
    QTest::newRow("vgg19") << "light_vgg19" << qint64{143667240} << qint64{0} << qint64{-1};
    QTest::newRow("mnist") << "ms_mnist" << qint64{5994} << qint64{0} << qint64{-1};
    QTest::newRow("ultraface") << "ms_ultraface_rfb320" << qint64{300412} << qint64{0} << qint64{-1};
}

void ReferenceNetworksTest::countsAreExact()
{
    WAFERSCOPE_REFERENCE_OR_SKIP(folder);
    QFETCH(QString, file);
    QFETCH(qint64, parameters);
    QFETCH(qint64, statistics);
    QFETCH(qint64, macs);
    const std::filesystem::path path = folder / "inputs/onnx" / (file.toStdString() + ".onnx");
    const Result<LoadedModel> model = openModel(path.string());
    QVERIFY2(model.ok(), model.ok() ? "" : model.error().message.c_str());
    const Network& network = *model.value().network;
    QCOMPARE(qint64{network.parameters()}, parameters);
    QCOMPARE(qint64{network.statistics()}, statistics);
    if (macs >= 0)
        QCOMPARE(qint64{network.macs()}, macs);
}

void ReferenceNetworksTest::allOpen()
{
    WAFERSCOPE_REFERENCE_OR_SKIP(folder);
    int count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{folder}) {
        if (entry.path().extension() != ".onnx")
            continue;
        const Result<LoadedModel> model = openModel(entry.path().string());
        QVERIFY2(model.ok(), model.ok() ? "" : model.error().message.c_str());
        QVERIFY(!model.value().network->layers().empty());
        ++count;
    }
    QVERIFY(count > 0);
}

namespace {

/// The cells of a line of comma-separated values, of which some stand in double quotes.
std::vector<std::string> cellsOf(const std::string& line)
{
    std::vector<std::string> cells(1);
    bool isQuoted = false;
    for (const char c : line) {
        if (c == '"')
            isQuoted = !isQuoted;
        else if (c == ',' && !isQuoted)
            cells.emplace_back();
        else
            cells.back() += c;
    }
    return cells;
}

} // namespace

/// Every row of the folder's list that gives a count; those without one must open all the same.
void ReferenceNetworksTest::manifestCountsAreExact()
{
    WAFERSCOPE_REFERENCE_OR_SKIP(folder);
    QFile list{QString::fromStdString((folder / "inputs/MANIFEST.csv").string())};
    QVERIFY(list.open(QIODevice::ReadOnly | QIODevice::Text));
    const QList<QByteArray> rows = list.readAll().split('\n');
    int counted = 0;
    for (const QByteArray& row : rows.mid(1)) {
        const std::vector<std::string> cells = cellsOf(row.toStdString());
        if (cells.size() < 4)
            continue;
        const std::filesystem::path path = folder / "inputs" / cells[0];
        const Result<LoadedModel> model = openModel(path.string());
        QVERIFY2(model.ok(), model.ok() ? "" : model.error().message.c_str());
        if (cells[3].empty())
            continue;
        const qint64 expected = std::stoll(cells[3]);
        const qint64 found = model.value().network->parameters();
        QVERIFY2(found == expected, (cells[0] + ": " + std::to_string(found)).c_str());
        ++counted;
    }
    QVERIFY(counted > 0);
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::ReferenceNetworksTest)
#include "reference_networks_test.moc"
