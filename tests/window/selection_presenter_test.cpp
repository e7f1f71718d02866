#include "presenter_fixture.h"

#include "app/presenters/layout_presenter.h"
#include "app/presenters/network_presenter.h"
#include "app/presenters/selection_presenter.h"
#include "tests/test_class.h"
#include "views/network/network_panel.h"
#include "views/panels/command_palette.h"
#include "views/panels/table_panel.h"
#include "views/timeline/timeline_view.h"

#include <QApplication>
#include <QTreeView>

#include <functional>

namespace waferscope {

namespace {

/// With something to select in.
struct SelectionFixture : PresenterFixture {
    NetworkPresenter network{window, parts, actions, document, opener};
    LayoutPresenter layouts{*parts.pane, *parts.bottom, *parts.deltas, actions, document, opener, runs};
    SelectionPresenter selection{parts, actions, layouts, document};
};

} // namespace

/// One selection for all views, without the rest of the window.
class SelectionPresenterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyViewShowsIt();
    void everyViewMayChangeIt();
    void goingThereLooksAtIt();
    void aSearchIsSeenOnTheWafers();
};

void SelectionPresenterTest::everyViewShowsIt()
{
    SelectionFixture fixture;
    fixture.open();
    fixture.actions.modeAction(ViewMode::Compare)->trigger();
    const auto* tree = fixture.child<QTreeView>("network.layers");
    fixture.document.select(KernelId{1});
    for (const PaneSide side : {PaneSide::Left, PaneSide::Right})
        QCOMPARE(fixture.wafer(side).picture().selection, std::vector{KernelId{1}});
    QVERIFY(tree->currentIndex().isValid());
    QCOMPARE(tree->currentIndex().siblingAtColumn(0).data().toString(), fixture.nameOf(KernelId{1}));
    fixture.actions.deselect->trigger();
    QVERIFY(!fixture.document.selection());
    QVERIFY(fixture.wafer().picture().selection.empty());
}

void SelectionPresenterTest::everyViewMayChangeIt()
{
    SelectionFixture fixture;
    fixture.open();
    fixture.actions.modeAction(ViewMode::Compare)->trigger();
    const std::vector<std::function<void(KernelId)>> ways{
        [&](KernelId kernel) { Q_EMIT fixture.wafer().kernelClicked(kernel, Qt::NoModifier); },
        [&](KernelId kernel) { Q_EMIT fixture.wafer(PaneSide::Right).kernelActivated(kernel); },
        [&](KernelId kernel) { Q_EMIT fixture.parts.network->kernelChosen(kernel); },
        [&](KernelId kernel) { Q_EMIT fixture.parts.network->kernelActivated(kernel); },
        [&](KernelId kernel) { Q_EMIT fixture.parts.bottom->timeline().kernelClicked(kernel); },
        [&](KernelId kernel) { Q_EMIT fixture.parts.bottom->report().rowChosen(static_cast<int>(kernel.index())); },
        [&](KernelId kernel) { Q_EMIT fixture.parts.palette->placeChosen(kernel.index()); },
    };
    for (std::size_t way = 0; way < ways.size(); ++way) {
        const KernelId kernel{way % 2 + 1};
        ways[way](kernel);
        QVERIFY2(fixture.document.selection() == kernel, qPrintable(QString::number(way)));
    }
    Q_EMIT fixture.wafer().kernelClicked(std::nullopt, Qt::NoModifier); // beside all kernels
    QVERIFY(!fixture.document.selection());
}

void SelectionPresenterTest::goingThereLooksAtIt()
{
    SelectionFixture fixture;
    fixture.show();
    fixture.open();
    const KernelId kernel{1};
    const double before = fixture.wafer().viewport().pesPerPixel;
    fixture.selection.goTo(kernel);
    QVERIFY(fixture.document.selection() == kernel);
    QTRY_VERIFY(fixture.wafer().viewport().pesPerPixel < before);
}

/// In every replica of the network on the left; weight streaming, on the right, has none.
void SelectionPresenterTest::aSearchIsSeenOnTheWafers()
{
    SelectionFixture fixture;
    fixture.open();
    fixture.actions.modeAction(ViewMode::Compare)->trigger();
    const std::size_t kernels = fixture.document.layout()->graph()->size();
    fixture.opener.changeReplicas(2);
    QTRY_COMPARE_WITH_TIMEOUT(fixture.document.layout()->execution().replicas, 2, 60000);
    Q_EMIT fixture.parts.network->kernelsFound({KernelId{1}});
    QCOMPARE(fixture.wafer().picture().found, (std::vector{KernelId{1}, KernelId{1 + kernels}}));
    QCOMPARE(fixture.wafer(PaneSide::Right).picture().found, std::vector{KernelId{1}});
    fixture.document.select(KernelId{1 + kernels});
    QCOMPARE(fixture.wafer().picture().selection, std::vector{KernelId{1 + kernels}});
    QCOMPARE(fixture.wafer(PaneSide::Right).picture().selection, std::vector{KernelId{1}});
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QApplication, waferscope::SelectionPresenterTest)
#include "selection_presenter_test.moc"
