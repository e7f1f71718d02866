#include "formats/contest/kgraph.h"
#include "formats/machines/machines.h"
#include "formats/networks/model.h"
#include "mapping/contest/place_contest.h"
#include "mapping/map_network.h"
#include "tests/quality/contest_networks.h"
#include "tests/reference_folder.h"
#include "tests/test_class.h"

#include <QFile>
#include <QTest>

#include <cmath>

namespace waferscope {

namespace {

/// The rows of a table beside this file, but its first, which names the columns.
QList<QStringList> rowsOf(const char* table)
{
    QFile file(QStringLiteral(WAFERSCOPE_SOURCE_DIR "/tests/quality/") + QLatin1String(table));
    QList<QStringList> rows;
    if (!file.open(QIODevice::ReadOnly))
        return rows;
    const QStringList lines = QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    for (const QString& line : lines.mid(1))
        rows.push_back(line.split(QLatin1Char(',')));
    return rows;
}

bool isWithin(double value, const QString& recorded, const QString& band)
{
    return std::abs(value - recorded.toDouble()) <= band.toDouble() * std::abs(recorded.toDouble());
}

ContestProblem ownProblem(const QString& name)
{
    if (name == QLatin1String("residual light"))
        return samples::contestProblem({});
    if (name == QLatin1String("residual costly"))
        return samples::contestProblem({4, 3, 56, 64, 10.0, 100.0});
    if (name == QLatin1String("deep light"))
        return samples::contestProblem({3, 9, 112, 32, 1.0, 0.0});
    if (name == QLatin1String("lean residual"))
        return samples::contestProblem({4, 2, 56, 8, 10.0, 100.0});
    if (name == QLatin1String("lean wires"))
        return samples::contestProblem({4, 3, 56, 8, 6.0, 0.0});
    if (name == QLatin1String("lean chain"))
        return samples::wideChain(9, 512, 10.0, 100.0);
    if (name == QLatin1String("lean and long"))
        return samples::contestProblem({3, 30, 28, 8, 3.0, 20.0});
    return samples::wideChain(24, 4096, 10.0, 100.0);
}

} // namespace

/// What placements are worth, in tables with bands: a change that moves a number past its band says so here, and the
/// commit that corrects the table says why.
class PlacementQualityTest : public QObject {
    Q_OBJECT

private slots:
    void networks_data();
    void networks();
    void replicas_data();
    void replicas();
    void problems_data();
    void problems();
    void contest_data();
    void contest();

private:
    static void compareScore(const ContestProblem& problem);
};

void PlacementQualityTest::networks_data()
{
    QTest::addColumn<QStringList>("row");
    for (const QStringList& row : rowsOf("networks.csv"))
        QTest::addRow("%s %s %s %s", qPrintable(row[0]), qPrintable(row[1]), qPrintable(row[2]), qPrintable(row[4]))
            << row;
}

/// Columns: network, its sizes, system, optimizer, recompute, samples/s (or "refused"), fabric use, most wavelets a
/// link and sample, bytes of the fullest PE, band.
void PlacementQualityTest::networks()
{
    QFETCH(QStringList, row);
    Dimensions sizes;
    if (!row[1].isEmpty())
        sizes[row[1].section(QLatin1Char('='), 0, 0).toStdString()] = row[1].section(QLatin1Char('='), 1).toLongLong();
    MapRequest request;
    request.network = openModel(row[0].toStdString(), {}).value().network;
    request.installation = readInstallation(row[2].toStdString()).value();
    request.execution.dimensions = sizes;
    request.execution.optimizer = row[3] == QLatin1String("adam") ? Optimizer::Adam : Optimizer::Sgd;
    request.execution.recompute = row[4] == QLatin1String("all");
    const auto mapped = mapNetwork(request, shippedAssumptions());
    if (row[5] == QLatin1String("refused")) {
        QVERIFY(!mapped.ok());
        QCOMPARE(mapped.error().code, ErrorCode::DoesNotFit);
        return;
    }
    QVERIFY2(mapped.ok(), mapped.ok() ? "" : mapped.error().message.c_str());
    const Evaluation& found = *mapped.value().evaluation;
    QVERIFY(found.legal());
    QVERIFY(found.memory.worstPe <= found.memory.capacity);
    QVERIFY(found.numbers.samples <= found.areaBound);
    const QString now = QStringLiteral("%1,%2,%3,%4")
                            .arg(found.numbers.samples.count(), 0, 'f', 1)
                            .arg(found.numbers.activePes, 0, 'f', 3)
                            .arg(found.pipelined().transmissionOfSample.count())
                            .arg(found.memory.worstPe.count());
    const bool holds = isWithin(found.numbers.samples.count(), row[5], row[9])
        && isWithin(found.numbers.activePes, row[6], row[9])
        && isWithin(static_cast<double>(found.pipelined().transmissionOfSample.count()), row[7], row[9])
        && isWithin(static_cast<double>(found.memory.worstPe.count()), row[8], row[9]);
    QVERIFY2(holds, qPrintable(QStringLiteral("networks.csv says otherwise; now: ") + now));
}

void PlacementQualityTest::replicas_data()
{
    QTest::addColumn<QStringList>("row");
    for (const QStringList& row : rowsOf("replicas.csv"))
        QTest::addRow("%s %s, %s replicas", qPrintable(row[0]), qPrintable(row[1]), qPrintable(row[3])) << row;
}

/// Columns: network, system, batch, replicas, samples/s, samples/s over a step, fabric use, cycles of the longest
/// all-reduce, band.
void PlacementQualityTest::replicas()
{
    QFETCH(QStringList, row);
    MapRequest request;
    request.network = openModel(row[0].toStdString(), {}).value().network;
    request.installation = readInstallation(row[1].toStdString()).value();
    request.execution.batch = row[2].toLongLong();
    request.execution.replicas = row[3].toInt();
    const auto mapped = mapNetwork(request, shippedAssumptions());
    QVERIFY2(mapped.ok(), mapped.ok() ? "" : mapped.error().message.c_str());
    const Evaluation& found = *mapped.value().evaluation;
    QVERIFY(found.legal());
    QVERIFY(found.numbers.samples <= found.areaBound);
    const double now[] = {found.numbers.samples.count(), found.stepSamples.count(), found.numbers.activePes,
                          static_cast<double>(longestAllReduce(found).count())};
    QString text;
    bool holds = true;
    for (int i = 0; i < 4; ++i) {
        text += QStringLiteral(",%1").arg(now[i], 0, 'f', i == 2 ? 3 : i == 3 ? 0 : 1);
        holds = holds && isWithin(now[i], row[4 + i], row[8]);
    }
    QVERIFY2(holds, qPrintable(QStringLiteral("replicas.csv says otherwise; now: ") + text));
}

void PlacementQualityTest::problems_data()
{
    QTest::addColumn<QStringList>("row");
    for (const QStringList& row : rowsOf("problems.csv"))
        QTest::addRow("%s", qPrintable(row[0])) << row;
}

/// Columns: problem, moves, score, band.
void PlacementQualityTest::problems()
{
    QFETCH(QStringList, row);
    compareScore(ownProblem(row[0]));
}

void PlacementQualityTest::contest_data()
{
    QTest::addColumn<QStringList>("row");
    for (const QStringList& row : rowsOf("contest.csv"))
        QTest::addRow("%s", qPrintable(row[0])) << row;
}

void PlacementQualityTest::contest()
{
    QFETCH(QStringList, row);
    WAFERSCOPE_REFERENCE_OR_SKIP(folder);
    QFile file(QString::fromStdString((folder / "../ispd2020").string()) + QLatin1Char('/') + row[0]
               + QStringLiteral(".kgraph"));
    if (!file.open(QIODevice::ReadOnly))
        QSKIP("The contest's problems are not beside the reference folder.");
    const QByteArray text = file.readAll();
    compareScore(readKernelGraph({text.data(), static_cast<std::size_t>(text.size())}, "contest").value());
}

void PlacementQualityTest::compareScore(const ContestProblem& problem)
{
    QFETCH(QStringList, row);
    PlaceContestConfig config;
    config.moves = row[1].toLongLong();
    const auto placed = placeContest(problem, config, {});
    QVERIFY2(placed.ok(), placed.ok() ? "" : placed.error().message.c_str());
    const ContestScore& score = placed.value().score;
    QVERIFY(score.violations.empty());
    QVERIFY2(isWithin(score.score, row[2], row[3]),
             qPrintable(QStringLiteral("The table says otherwise; now: %1 (%2 cycles, wires %3, %4 adapters)")
                            .arg(score.score, 0, 'f', 1)
                            .arg(score.slowest, 0, 'f', 2)
                            .arg(score.wirelength, 0, 'f', 1)
                            .arg(score.adapters)));
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::PlacementQualityTest)
#include "placement_quality_test.moc"
