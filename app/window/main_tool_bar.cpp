#include "app/window/main_tool_bar.h"

#include "formats/machines/machines.h"
#include "views/base/icons.h"
#include "views/base/number_text.h"
#include "views/base/segmented.h"
#include "views/base/theme.h"

#include <QActionGroup>
#include <QComboBox>
#include <QIntValidator>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QToolButton>

namespace waferscope {

namespace {

constexpr int kMostBatch = 10'000'000;
constexpr int kMostReplicas = 100'000;
constexpr int kRoomy = 1200; ///< logical pixels
constexpr int kMachineWidth = 180;

void addSpace(QToolBar& bar, int width)
{
    auto* space = new QWidget(&bar);
    space->setFixedWidth(width);
    bar.addWidget(space);
}

void addStretch(QToolBar& bar)
{
    auto* space = new QWidget(&bar);
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar.addWidget(space);
}

} // namespace

MainToolBar::MainToolBar(const WindowActions& actions, const std::vector<QAction*>& panels, QWidget* parent)
    : QToolBar(parent)
    , m_machine(new QToolButton(this))
    , m_batch(new QComboBox(this))
    , m_replicas(new QComboBox(this))
    , m_picture(new QToolButton(this))
    , m_find(new QToolButton(this))
{
    setObjectName(QStringLiteral("toolbar"));
    setWindowTitle(tr("Toolbar"));
    setMovable(false);
    setFloatable(false);
    setFixedHeight(40);
    setIconSize({20, 20});
    addActions({actions.open, actions.undo, actions.redo});
    addSpace(*this, kSpace3);
    const QList<QAction*> modes = actions.modes->actions();
    addWidget(new Segmented({modes.begin(), modes.end()}, this));
    addSpace(*this, kSpace3);
    addMachineButton();
    addSpace(*this, kSpace1);
    addBatchField();
    addSpace(*this, kSpace1);
    addReplicasField();
    addSpace(*this, kSpace2);
    addPictureChooser(actions);
    addStretch(*this);
    addFindButton(actions);
    for (QAction* panel : panels)
        addAction(panel);
}

void MainToolBar::addMachineButton()
{
    auto* menu = new QMenu(m_machine);
    menu->setObjectName(QStringLiteral("machineMenu"));
    const auto addAll = [this, menu](const std::vector<std::string>& names) {
        for (const std::string& name : names) {
            const auto machine = readInstallation(name);
            if (!machine.ok())
                continue;
            const QString text = QString::fromStdString(name);
            QAction* action = menu->addAction(machineText(*machine.value()));
            action->setObjectName(QStringLiteral("machine.") + text);
            connect(action, &QAction::triggered, this, [this, text] { Q_EMIT machineWanted(text); });
        }
    };
    addAll(systemNames());
    menu->addSeparator();
    addAll(installationNames());
    m_machine->setObjectName(QStringLiteral("toolbar.machine"));
    m_machine->setMenu(menu);
    m_machine->setPopupMode(QToolButton::InstantPopup);
    m_machine->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_machine->setIcon(iconOf(QStringLiteral("machine")));
    m_machine->setToolTip(tr("The machine that is mapped for"));
    addWidget(m_machine);
}

void MainToolBar::setMachine(const QString& title)
{
    m_machine->setText(fontMetrics().elidedText(title, Qt::ElideRight, kMachineWidth) + QStringLiteral("  ▾"));
}

/// A number to choose or to type.
void MainToolBar::addNumberField(QComboBox* box, const QString& label, int most)
{
    auto* name = new QLabel(label, this);
    name->setForegroundRole(QPalette::PlaceholderText);
    name->setContentsMargins(kSpace1, 0, kSpace1, 0);
    addWidget(name);
    box->setEditable(true);
    box->setInsertPolicy(QComboBox::NoInsert);
    box->setCompleter(nullptr); // 3 is not the beginning of 32
    box->lineEdit()->setValidator(new QIntValidator(1, most, box));
    addWidget(box);
}

void MainToolBar::addBatchField()
{
    addNumberField(m_batch, tr("batch"), kMostBatch);
    m_batch->setObjectName(QStringLiteral("toolbar.batch"));
    m_batch->setAccessibleName(tr("Batch size"));
    m_batch->setToolTip(tr("Samples of one update of the weights"));
    m_batch->setFixedWidth(92);
    for (int batch = 1; batch <= 4096; batch *= 4)
        m_batch->addItem(QString::number(batch));
    connect(m_batch, &QComboBox::activated, this, &MainToolBar::readBatch);
    connect(m_batch->lineEdit(), &QLineEdit::editingFinished, this, &MainToolBar::readBatch);
}

void MainToolBar::addReplicasField()
{
    addNumberField(m_replicas, tr("replicas"), kMostReplicas);
    m_replicas->setObjectName(QStringLiteral("toolbar.replicas"));
    m_replicas->setAccessibleName(tr("Replicas of the network"));
    m_replicas->setToolTip(tr("Replicas of a pipelined network on the wafer, which share the samples of a step"));
    m_replicas->setFixedWidth(72);
    for (int replicas = 1; replicas <= 64; replicas *= 2)
        m_replicas->addItem(QString::number(replicas));
    connect(m_replicas, &QComboBox::activated, this, &MainToolBar::readReplicas);
    connect(m_replicas->lineEdit(), &QLineEdit::editingFinished, this, &MainToolBar::readReplicas);
}

void MainToolBar::setReplicas(std::optional<int> replicas)
{
    m_replicas->setEnabled(replicas.has_value());
    m_shownReplicas = replicas.value_or(1);
    m_replicas->setEditText(QString::number(m_shownReplicas));
}

void MainToolBar::readReplicas()
{
    const int replicas = m_replicas->currentText().toInt();
    if (replicas < 1 || replicas == m_shownReplicas)
        return;
    m_shownReplicas = replicas;
    Q_EMIT replicasWanted(replicas);
}

void MainToolBar::setBatch(std::int64_t batch)
{
    m_shownBatch = batch;
    m_batch->setEditText(QString::number(batch));
}

void MainToolBar::readBatch()
{
    const qlonglong batch = m_batch->currentText().toLongLong();
    if (batch < 1 || batch == m_shownBatch)
        return;
    m_shownBatch = batch;
    Q_EMIT batchWanted(batch);
}

void MainToolBar::addFindButton(const WindowActions& actions)
{
    m_find->setObjectName(QStringLiteral("toolbar.find"));
    m_find->setDefaultAction(actions.commands);
    m_find->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_find->setText(tr("Find  Ctrl+K"));
    m_find->setProperty("field", true);
    addWidget(m_find);
}

void MainToolBar::addPictureChooser(const WindowActions& actions)
{
    auto* menu = new QMenu(m_picture);
    menu->setObjectName(QStringLiteral("pictureMenu"));
    actions.addPicturesTo(*menu);
    menu->addSeparator();
    menu->addActions({actions.routes, actions.labels});
    m_picture->setObjectName(QStringLiteral("toolbar.picture"));
    m_picture->setMenu(menu);
    m_picture->setPopupMode(QToolButton::InstantPopup);
    m_picture->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_picture->setToolTip(tr("What the wafer shows (keys 1 to 8)"));
    const auto adopt = [this, &actions] {
        const QAction* chosen = actions.pictures->checkedAction();
        m_picture->setIcon(chosen->icon());
        m_picture->setText(chosen->text() + QStringLiteral("  ▾"));
    };
    connect(actions.pictures, &QActionGroup::triggered, this, adopt);
    adopt();
    addWidget(m_picture);
}

/// Where there is little room the words go first.
void MainToolBar::resizeEvent(QResizeEvent* event)
{
    QToolBar::resizeEvent(event);
    m_find->setToolButtonStyle(width() < kRoomy ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon);
}

} // namespace waferscope
