#include "formats/machines/machines.h"
#include "session/change_run.h"
#include "session/edit_project.h"
#include "session/map_project.h"
#include "tests/test_class.h"

#include <QTest>

namespace waferscope {

/// A plan's layout run on another machine, by other workers, in other numbers.
class ChangeRunTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void nothingSaidChangesNothing();
    void anotherMachineHasTheWorkersItHas();
    void whatAMachineLacksIsRefused();
    void replicasArePlacedAnew();
    void streamedWeightsHaveNoReplicas();

private:
    [[nodiscard]] std::shared_ptr<const Layout> layoutOf(Mode mode) const
    {
        return m_project->layouts[*layoutOfMode(*m_project, mode)];
    }

    std::shared_ptr<const Project> m_project; ///< the MNIST MLP in both modes, with all workers of the installation
};

void ChangeRunTest::initTestCase()
{
    const auto installation = readInstallation("neocortex-2021").value();
    Execution execution;
    execution.workers = installation->workers;
    m_project = openProject({"gallery:mnist-mlp", installation, execution}, {}).value().project;
    QVERIFY(installation->workers > readInstallation("cs1").value()->workers);
}

void ChangeRunTest::nothingSaidChangesNothing()
{
    const auto layout = layoutOf(Mode::Pipelined);
    QVERIFY(*runOtherwise(layout, {}, *m_project->assumptions).value() == *layout);
}

void ChangeRunTest::anotherMachineHasTheWorkersItHas()
{
    const auto layout = layoutOf(Mode::Pipelined);
    const auto smaller = readInstallation("cs1").value();
    RunChange change;
    change.installation = smaller;
    const auto changed = runOtherwise(layout, change, *m_project->assumptions).value();
    QCOMPARE(changed->execution().workers, smaller->workers);
    QVERIFY(changed->installation() == smaller && changed->mapping() == layout->mapping());
    QCOMPARE(executionOn(*smaller, layout->execution()).workers, smaller->workers);
}

void ChangeRunTest::whatAMachineLacksIsRefused()
{
    RunChange change;
    change.systems = 99;
    const auto refused = runOtherwise(layoutOf(Mode::Pipelined), change, *m_project->assumptions);
    QVERIFY(!refused.ok());
    QVERIFY(refused.error().code == ErrorCode::Usage);
    QVERIFY(refused.error().message.find(" workers and 2 systems.") != std::string::npos);
}

void ChangeRunTest::replicasArePlacedAnew()
{
    const auto layout = layoutOf(Mode::Pipelined);
    RunChange change;
    change.replicas = 2;
    const auto changed = runOtherwise(layout, change, *m_project->assumptions).value();
    QCOMPARE(changed->execution().replicas, 2);
    QCOMPARE(changed->graph()->size(), 2 * layout->graph()->size());
    for (std::size_t i = 0; i < changed->graph()->size(); ++i) {
        const KernelId kernel{i};
        const std::optional<KernelId> like = changed->graph()->likeIn(*layout->graph(), kernel);
        QVERIFY(like == KernelId{i % layout->graph()->size()});
    }
    const KernelId second{layout->graph()->size() + 1};
    QVERIFY(changed->graph()->likeIn(*changed->graph(), second) == second);
}

void ChangeRunTest::streamedWeightsHaveNoReplicas()
{
    RunChange change;
    change.replicas = 2;
    const auto refused = runOtherwise(layoutOf(Mode::WeightStreaming), change, *m_project->assumptions);
    QVERIFY(!refused.ok() && refused.error().code == ErrorCode::Usage);
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::ChangeRunTest)
#include "change_run_test.moc"
