#include "core/words/sentences.h"
#include "formats/machines/machines.h"
#include "formats/networks/model.h"
#include "mapping/pipelined/pipelined_search.h"
#include "mapping/routing/router.h"
#include "model/pipelined/pipelined_formulas.h"
#include "sample_graphs.h"
#include "tests/test_class.h"

#include <QElapsedTimer>
#include <QTest>

#include <thread>

namespace waferscope {

class PipelinedSearchTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aResidualNetworkFillsTheWafer();
    void placementsAreLegalByBruteForce();
    void aSearchThatFoundNothingSaysThatItWasStopped();
    void aStoppedSearchKeepsItsBest();
    void whatIsPublishedIsLegalAndEverBetter();
    void whatBreaksARuleIsNotPublished();
    void sameRequestSameMapping();

private:
    static JobControl collecting(std::vector<MappedLayout>& published)
    {
        JobControl job;
        job.publish = [&published](const std::shared_ptr<const Partial>& partial) {
            published.push_back(static_cast<const MappingPartial&>(*partial).best);
        };
        return job;
    }
    static LayoutProblem problemOf(const std::vector<int>& blocks, const char* system)
    {
        LayoutProblem problem;
        problem.installation = readInstallation(system).value();
        problem.execution.optimizer = Optimizer::Momentum;
        problem.graph = std::make_shared<const KernelGraph>(samples::residual(blocks));
        return problem;
    }
};

void PipelinedSearchTest::aResidualNetworkFillsTheWafer()
{
    const LayoutProblem problem = problemOf({3, 4, 6, 3}, "cs1");
    QElapsedTimer clock;
    clock.start();
    const auto mapped = searchPipelined(problem, {}, shippedAssumptions(), {});
    QVERIFY2(mapped.ok(), mapped.ok() ? "" : mapped.error().message.c_str());
    const Evaluation& evaluation = *mapped.value().evaluation;
    qInfo("delta T %lld, transmission %lld, input %lld, bound %.0f, active %.3f, utilization %.3f, %lld ms",
          static_cast<long long>(evaluation.pipelined().deltaT.count()),
          static_cast<long long>(evaluation.pipelined().transmissionOfSample.count()),
          static_cast<long long>(evaluation.pipelined().inputOfSample.count()), 0.85e9 / evaluation.areaBound.count(),
          evaluation.numbers.activePes, evaluation.numbers.computeUtilization, static_cast<long long>(clock.elapsed()));
    for (const Violation& violation : evaluation.violations)
        qInfo("%s", plain(sentenceOf(violation, *problem.graph)).c_str());
    QVERIFY(evaluation.legal());
    QVERIFY(evaluation.numbers.activePes > 0.6);
    QVERIFY(static_cast<double>(evaluation.pipelined().deltaT.count()) <= 1.25 * 0.85e9 / evaluation.areaBound.count());
}

void PipelinedSearchTest::placementsAreLegalByBruteForce()
{
    for (const char* system : {"cs1", "cs2"}) {
        const auto mapped = searchPipelined(problemOf({2, 1, 3, 1}, system), {}, shippedAssumptions(), {});
        QVERIFY(mapped.ok());
        const Layout& layout = *mapped.value().layout;
        const Mapping& mapping = layout.mapping();
        std::vector<int> owners(static_cast<std::size_t>(layout.system().peCount()), 0);
        for (const PlacedKernel& kernel : mapping.kernels)
            for (int y = kernel.rectangle.origin.y; y < kernel.rectangle.bottom(); ++y)
                for (int x = kernel.rectangle.origin.x; x < kernel.rectangle.right(); ++x) {
                    QVERIFY(x >= 0 && y >= 0 && x < layout.system().columns && y < layout.system().rows);
                    ++owners[static_cast<std::size_t>(y) * static_cast<std::size_t>(layout.system().columns)
                             + static_cast<std::size_t>(x)];
                }
        QCOMPARE(*std::max_element(owners.begin(), owners.end()), 1);
    }
}

void PipelinedSearchTest::aStoppedSearchKeepsItsBest()
{
    std::stop_source source;
    JobControl job;
    job.stop = source.get_token();
    std::shared_ptr<const Layout> first;
    job.publish = [&](const std::shared_ptr<const Partial>& partial) {
        first = static_cast<const MappingPartial&>(*partial).best.layout;
        source.request_stop();
    };
    PlacingConfig endless;
    endless.moves = std::int64_t{1} << 40;
    const auto mapped = searchPipelined(problemOf({3, 4, 6, 3}, "cs1"), endless, shippedAssumptions(), job);
    QVERIFY(mapped.ok());
    QVERIFY(mapped.value().evaluation->legal());
    QCOMPARE(fingerprint(mapped.value().layout->mapping()), fingerprint(first->mapping()));
}

/// The last is the answer.
void PipelinedSearchTest::whatIsPublishedIsLegalAndEverBetter()
{
    MapRequest request;
    request.network = openModel("gallery:tiny-gpt", {}).value().network;
    request.installation = readInstallation("cs1").value();
    std::vector<MappedLayout> published;
    const auto mapped = mapNetwork(request, shippedAssumptions(), collecting(published));
    QVERIFY(mapped.ok() && published.size() > 1);
    for (std::size_t i = 0; i < published.size(); ++i) {
        QVERIFY(published[i].evaluation->legal());
        QVERIFY(i == 0 || periodOf(*published[i].evaluation) <= periodOf(*published[i - 1].evaluation));
    }
    QCOMPARE(fingerprint(published.back().layout->mapping()), fingerprint(mapped.value().layout->mapping()));
}

/// Two locked kernels lie on each other: the answer says so, but nobody is shown it as the best so far.
void PipelinedSearchTest::whatBreaksARuleIsNotPublished()
{
    const LayoutProblem problem = problemOf({1, 2, 1, 1}, "cs1");
    const auto free = searchPipelined(problem, {}, shippedAssumptions(), {});
    const auto& kernels = free.value().layout->mapping().kernels;
    LockedKernels locked(kernels.size());
    locked[0] = kernels[0];
    locked[1] = kernels[1];
    locked[1]->rectangle.origin = kernels[0].rectangle.origin;
    std::vector<MappedLayout> published;
    const auto mapped = searchPipelined(problem, {}, shippedAssumptions(), collecting(published), locked);
    QVERIFY(mapped.ok() && !mapped.value().evaluation->legal());
    QVERIFY(published.empty());
}

void PipelinedSearchTest::aSearchThatFoundNothingSaysThatItWasStopped()
{
    std::stop_source source;
    JobControl job;
    job.stop = source.get_token();
    job.report = [&source](double, std::string_view) { source.request_stop(); };
    const auto mapped = searchPipelined(problemOf({3, 4, 6, 3}, "cs1"), {}, shippedAssumptions(), job);
    QVERIFY(!mapped.ok());
    QVERIFY(mapped.error().code == ErrorCode::Stopped);
}

void PipelinedSearchTest::sameRequestSameMapping()
{
    const auto once = searchPipelined(problemOf({1, 2, 1, 1}, "cs1"), {}, shippedAssumptions(), {});
    const auto again = searchPipelined(problemOf({1, 2, 1, 1}, "cs1"), {}, shippedAssumptions(), {});
    QCOMPARE(fingerprint(once.value().layout->mapping()), fingerprint(again.value().layout->mapping()));
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::PipelinedSearchTest)
#include "pipelined_search_test.moc"
