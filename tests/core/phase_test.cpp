#include "core/layout/phase.h"
#include "tests/test_class.h"

#include <QTest>

namespace waferscope {

/// To which pass of a step a phase belongs: decided in one place.
class PhaseTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyPhaseHasItsPass();
};

void PhaseTest::everyPhaseHasItsPass()
{
    const std::pair<Phase, std::optional<Pass>> expected[] = {
        {Phase::Input, std::nullopt},
        {Phase::Forward, Pass::Forward},
        {Phase::Loss, Pass::Loss},
        {Phase::InputGradient, Pass::Backward},
        {Phase::WeightGradient, Pass::Backward},
        {Phase::Update, Pass::Update},
        {Phase::Stall, std::nullopt},
        {Phase::Host, std::nullopt},
        {Phase::Recompute, Pass::Backward},
    };
    QCOMPARE(static_cast<int>(std::size(expected)), kPhaseCount);
    for (const auto& [phase, pass] : expected)
        QVERIFY2(passOf(phase) == pass, nameOf(phase).data());
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::PhaseTest)
#include "phase_test.moc"
