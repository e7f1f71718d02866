#include "formats/machines/machines.h"
#include "session/compare_layouts.h"
#include "session/edit_project.h"
#include "session/map_project.h"
#include "tests/test_class.h"

#include <QTest>

namespace waferscope {

/// A project's layouts put beside, in place of and against each other.
class EditProjectTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void namesStayUnique();
    void whatIsMappedAnewKeepsItsName();
    void anotherModeIsAddedOrRenewed();
    void oneProjectIsComparedWithItself();
    void twoProjectsAreComparedByTheirFirst();
    void aLoneLayoutIsComparedWithItsOtherMode();

private:
    [[nodiscard]] std::shared_ptr<const Layout> layoutOf(Mode mode) const
    {
        return m_opened.project->layouts[*layoutOfMode(*m_opened.project, mode)];
    }
    [[nodiscard]] Project alone(Mode mode) const
    {
        Project project = *m_opened.project;
        project.layouts = {layoutOf(mode)};
        return project;
    }

    OpenedProject m_opened; ///< the MNIST MLP in both modes
};

void EditProjectTest::initTestCase()
{
    m_opened = openProject({"gallery:mnist-mlp", readInstallation("cs1").value(), {}}, {}).value();
    QCOMPARE(m_opened.project->layouts.size(), std::size_t{2});
}

void EditProjectTest::namesStayUnique()
{
    const auto first = m_opened.project->layouts.front();
    const Project two = withAddedLayout(*m_opened.project, first);
    const Project three = withAddedLayout(two, first);
    QCOMPARE(two.layouts.back()->name(), first->name() + " 2");
    QCOMPARE(three.layouts.back()->name(), first->name() + " 3");
    QCOMPARE(withLayout(two, 0, first).layouts.front()->name(), first->name()); // its own name is free
    QCOMPARE(withLayout(two, 1, first).layouts[1]->name(), first->name() + " 3");
}

void EditProjectTest::whatIsMappedAnewKeepsItsName()
{
    const auto mine = std::make_shared<const Layout>(layoutOf(Mode::Pipelined)->withName("mine"));
    const Project project = withAddedLayout(*m_opened.project, mine);
    const Project mapped = withMapped(project, mine, layoutOf(Mode::Pipelined));
    QCOMPARE(mapped.layouts.size(), std::size_t{3});
    QCOMPARE(mapped.layouts.back()->name(), std::string("mine"));
    QVERIFY(mapped.layouts.back() != mine);
}

/// Mapped in the other mode, a layout stays, and what was of that mode is renewed under its own name.
void EditProjectTest::anotherModeIsAddedOrRenewed()
{
    const auto pipelined = layoutOf(Mode::Pipelined);
    const Project added = withMapped(alone(Mode::Pipelined), pipelined, layoutOf(Mode::WeightStreaming));
    QCOMPARE(added.layouts.size(), std::size_t{2});
    QVERIFY(added.layouts[0] == pipelined && added.layouts[1] == layoutOf(Mode::WeightStreaming));
    Project mine = *m_opened.project;
    mine.layouts[1] = std::make_shared<const Layout>(mine.layouts[1]->withName("mine"));
    const Project renewed = withMapped(mine, pipelined, layoutOf(Mode::WeightStreaming));
    QCOMPARE(renewed.layouts.size(), std::size_t{2});
    QCOMPARE(renewed.layouts[1]->name(), std::string("mine"));
    QVERIFY(renewed.layouts[1] != mine.layouts[1] && renewed.layouts[0] == pipelined);
}

void EditProjectTest::oneProjectIsComparedWithItself()
{
    const LayoutPair pair = layoutsToCompare(*m_opened.project, std::nullopt, {}).value();
    QVERIFY(pair.first.layout == m_opened.project->layouts[0] && pair.second.layout == m_opened.project->layouts[1]);
    QVERIFY(*pair.first.evaluation == *m_opened.evaluations[0]);
    QVERIFY(*pair.second.evaluation == *m_opened.evaluations[1]);
}

void EditProjectTest::twoProjectsAreComparedByTheirFirst()
{
    const Project streamed = alone(Mode::WeightStreaming);
    const LayoutPair pair = layoutsToCompare(streamed, *m_opened.project, {}).value();
    QVERIFY(pair.first.layout == streamed.layouts[0] && pair.second.layout == m_opened.project->layouts[0]);
}

void EditProjectTest::aLoneLayoutIsComparedWithItsOtherMode()
{
    for (const Mode mode : {Mode::Pipelined, Mode::WeightStreaming}) {
        const LayoutPair pair = layoutsToCompare(alone(mode), std::nullopt, {}).value();
        QVERIFY(pair.first.layout->mode() == Mode::Pipelined && pair.second.layout->mode() == Mode::WeightStreaming);
        QVERIFY((mode == Mode::Pipelined ? pair.first : pair.second).layout == layoutOf(mode));
        QVERIFY(*pair.first.evaluation == *m_opened.evaluations[0]); // what is mapped is what it would be anyway
    }
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::EditProjectTest)
#include "edit_project_test.moc"
