#pragma once

#include "core/blocks/blocks.h"

#include <QStringList>
#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace waferscope {

/// One value of a form with, below it, what is wrong with it.
class SettingField : public QWidget {
    Q_OBJECT
public:
    explicit SettingField(QWidget* parent = nullptr);

    virtual void setText(const QString& text) = 0; ///< emits nothing; empty: not given
    [[nodiscard]] virtual QString text() const = 0;
    /// Names that can be chosen from. Most fields have no use for them.
    virtual void setCandidates(const QStringList& names);

    void setTrouble(const QString& sentence); ///< empty: none
    [[nodiscard]] QString trouble() const { return m_sentence; }

Q_SIGNALS:
    void edited(const QString& text); ///< by the person

protected:
    /// The one widget that is edited. `name` is its object name.
    void setEditor(QWidget* editor, const QString& name, const QString& title, const QString& toolTip);
    void changeEvent(QEvent* event) override;

private:
    void colourTrouble();

    QVBoxLayout* m_column;
    QLabel* m_trouble;
    QString m_sentence;
};

struct FieldTexts {
    QString name; ///< of the editor, as an object
    QString title; ///< for screen readers
    QString toolTip;
};

/// The field for a block's setting. The parent owns it.
[[nodiscard]] SettingField* makeSettingField(const BlockSettingType& type, const FieldTexts& texts, QWidget* parent);
/// A line of text.
[[nodiscard]] SettingField* makeTextField(const QString& placeholder, const FieldTexts& texts, QWidget* parent);
/// A whole number from 1; `usual` holds where none is given.
[[nodiscard]] SettingField* makeCountField(const QString& usual, const FieldTexts& texts, QWidget* parent);

} // namespace waferscope
